"""The subjects of a drift table within each of some values of an attribute, all counted together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from tidegauge.filters import Condition, TraceFilter
from tidegauge.metrics.metric import Metric
from tidegauge.reports._drift.assembly import names_compared
from tidegauge.reports._drift.columns import columns
from tidegauge.reports._drift.look import Looked, counts, look_at, look_at_metrics_by, looked_at, subjects_in
from tidegauge.reports._drift.sample import Sample, take_sample
from tidegauge.reports._drift.subjects import Form, Subject
from tidegauge.reports.source import Source
from tidegauge.settings_model import DriftTable
from tidegauge.stats.drift._pair import NumberPair

COARSEST = 0.02
"""The largest share of a value's rows in one bucket of different numbers: KS is off by no more than that."""


@dataclass(frozen=True, eq=False)
class Part:
    """What was seen within one value. `sample` is that of all values, with the rows of this one."""

    asked: TraceFilter
    value: str
    sample: Sample
    looked: tuple[Looked, ...]


@dataclass(frozen=True, eq=False)
class Divided:
    """What divides the calls of a filter, and by which rules each value's are looked at."""

    source: Source
    asked: TraceFilter
    by: str
    rules: DriftTable

    def parts(
        self, n: Mapping[str, tuple[int, int]], metrics: Sequence[Metric], own: Sequence[str]
    ) -> list[Part]:
        """Return a part for each value of `n`, which are its rows, reference first."""
        with columns(self.source, self.asked, names_compared(self.source, self.asked), self.by) as calls:
            sample = take_sample(calls)
            if not sample.n_current or not sample.n_reference:
                return []
            found = subjects_in(calls, sample, self.source, metrics, own, self.rules)
            told = [one for one in found if one.form is not Form.METRIC and one.column != self.by]
            counted = {
                name: frame.partition_by("within", as_dict=True, include_key=False)
                for name, frame in counts(calls, sample, told).items()
            }
        derived = [one for one in found if one.form is Form.METRIC]
        seen = look_at_metrics_by(self.source, self.asked, derived, (self.by,))
        parts = []
        for value, sides in n.items():
            frames = {name: own[(value,)] for name, own in counted.items() if (value,) in own}
            looked = [*self._looked(value, told, frames), *seen.get((value,), [])] if all(sides) else []
            within = replace(sample, n_reference=sides[0], n_current=sides[1])
            kept = tuple(one for one in looked if one.tells)
            parts.append(Part(self._narrowed(value), value, within, kept))
        return parts

    def _narrowed(self, value: str) -> TraceFilter:
        return self.asked.narrowed(Condition(self.by, "=", (value,)))

    def _looked(
        self, value: str, subjects: Sequence[Subject], frames: Mapping[str, pl.DataFrame]
    ) -> Iterator[Looked]:
        found = [looked_at(one, frames[one.column], self.rules) for one in subjects if one.column in frames]
        coarse = [one.subject for one in found if is_coarse(one.pair)]
        again = {one.subject: one for one in self._alone(value, coarse)} if coarse else {}
        return (again.get(one.subject, one) for one in found)

    def _alone(self, value: str, subjects: Sequence[Subject]) -> list[Looked]:
        """Look at numbers on the scale of one value's rows: the scale of all is too wide for them."""
        with columns(self.source, self._narrowed(value), [one.column for one in subjects]) as calls:
            return look_at(calls, take_sample(calls), subjects, self.rules)


def is_coarse(pair: object) -> bool:
    """Return whether too many rows of a number lie in one bucket to tell them apart.

    >>> import numpy as np
    >>> from tidegauge.stats.drift._pair import number_pair
    >>> is_coarse(number_pair(np.arange(100.0), np.arange(100.0), bins=4)), is_coarse(number_pair(np.ones(9), np.ones(9)))
    (True, False)
    """
    if not isinstance(pair, NumberPair):
        return False
    wide = pair.lower < pair.upper
    sides = (pair.reference, pair.current)
    return any(
        bool(side.sum()) and float(side[wide].max(initial=0)) > COARSEST * side.sum() for side in sides
    )
