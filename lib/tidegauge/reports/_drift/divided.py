"""The subjects of a drift table within each of some values of an attribute, all counted together."""

from collections.abc import Mapping, Sequence
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
    """What was seen within one value."""

    asked: TraceFilter
    segment: dict[str, str]
    sample: Sample
    looked: tuple[Looked, ...]


@dataclass(frozen=True, eq=False)
class Divided:
    """What is divided by `by`, and by which rules it is looked at."""

    source: Source
    asked: TraceFilter
    by: str
    rules: DriftTable

    def parts(
        self,
        n: Mapping[str, tuple[int, int]],
        metrics: Sequence[Metric],
        own: Sequence[str],
        only: Sequence[str] = (),
    ) -> list[Part]:
        """Return a part for each value of `n`, which are its rows, reference first; `only` leaves out all others' rows."""
        asked = self.asked.narrowed(Condition(self.by, "=", tuple(only))) if only else self.asked
        names = names_compared(self.source, self.asked)
        with columns(self.source, asked, names, self.by) as calls:
            sample = take_sample(calls)
            if not sample.n_current or not sample.n_reference:
                return []
            subjects = [
                one
                for one in subjects_in(calls, sample, self.source, metrics, own, self.rules)
                if one.column != self.by
            ]
            told = [one for one in subjects if one.form is not Form.METRIC]
            counted = {
                name: frame.partition_by("within", as_dict=True, include_key=False)
                for name, frame in counts(calls, sample, told).items()
            }
        derived = [one for one in subjects if one.form is Form.METRIC]
        seen = look_at_metrics_by(self.source, asked, derived, (self.by,))
        return [
            self._part(value, sides, sample, told, counted, seen.get((value,), []))
            for value, sides in n.items()
        ]

    def _part(
        self,
        value: str,
        n: tuple[int, int],
        sample: Sample,
        subjects: Sequence[Subject],
        counted: Mapping[str, Mapping[tuple[object, ...], pl.DataFrame]],
        metrics: Sequence[Looked],
    ) -> Part:
        asked = self.asked.narrowed(Condition(self.by, "=", (value,)))
        within = replace(sample, n_reference=n[0], n_current=n[1])
        if not all(n):
            return Part(asked, {self.by: value}, within, ())
        found = [
            looked_at(one, frames[(value,)], self.rules)
            for one in subjects
            if (value,) in (frames := counted[one.column])
        ]
        coarse = [one.subject for one in found if is_coarse(one.pair)]
        if coarse:
            again = {one.subject: one for one in self._alone(asked, coarse)}
            found = [again.get(one.subject, one) for one in found]
        told = tuple(one for one in (*found, *metrics) if one.tells)
        return Part(asked, {self.by: value}, within, told)

    def _alone(self, asked: TraceFilter, subjects: Sequence[Subject]) -> list[Looked]:
        """Look at numbers on the scale of one value's rows: the scale of all is too wide for them."""
        with columns(self.source, asked, [one.column for one in subjects]) as calls:
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
