"""Both sides of a gate, read from a store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations

import numpy as np

from tidegauge.errors import FilterError, MetricError, unknown
from tidegauge.filters import TraceFilter
from tidegauge.gate.golden_reading import GoldenReading
from tidegauge.gate.reading import Pairs, SegmentValues, Values
from tidegauge.metrics.choice import extra_names
from tidegauge.metrics.declaration import all_metrics
from tidegauge.metrics.lookup import metric as find_metric
from tidegauge.metrics.metric import Metric
from tidegauge.reports._compare import Compared, compared
from tidegauge.reports._drift.columns import columns
from tidegauge.reports._drift.kinds import is_input, kind_of
from tidegauge.reports._drift.look import look_at
from tidegauge.reports._drift.records import DriftKind
from tidegauge.reports._drift.sample import take_sample
from tidegauge.reports._drift.subjects import columns_compared, subjects_of
from tidegauge.reports._gather import Gathered, gather, held
from tidegauge.reports._paired import paired
from tidegauge.reports._paired_keys import pair_keys
from tidegauge.reports._rulers import changed_rulers, in_words
from tidegauge.reports._sentences import shown
from tidegauge.reports._sides import Sides
from tidegauge.reports._summary import summarise
from tidegauge.reports.dimensions import dividing_dimensions, known_dimensions
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.stats.drift._pair import CategoryPair, NumberPair
from tidegauge.stats.estimate import Difference, Estimate, floats

MOST_DIMENSIONS = 8
_PUBLISHED = {"score"}
"""What the default policy asks of every store, though it is no metric everywhere."""


@dataclass
class StoreReading:
    """What checks ask, answered by queries; each question is asked once."""

    source: Source
    asked: TraceFilter
    settings: Settings
    golden: GoldenReading | None = None
    _pairs: dict[str, Pairs | None] = field(default_factory=dict)
    _values: dict[str, Values | None] = field(default_factory=dict)

    @cached_property
    def rows(self) -> tuple[int, int]:
        """The calls of the baseline, and of the candidate."""
        counted = self._sides([], ())
        return int(counted.n_reference.sum()), int(counted.n_current.sum())

    def values(self, metric: str) -> Values | None:
        """Return a metric on both sides."""
        if metric not in self._values:
            self._values[metric] = self._value(metric)
        return self._values[metric]

    def _value(self, name: str) -> Values | None:
        found = self._metric(name)
        if found is None or not all(self.rows):
            return None
        sides = self._sides([found], ())
        (one,) = compared(sides, [found], with_reference=True)
        read = _values(one, sides, 0)
        ruler = changed_rulers(self.source, self.asked, [found]).get(found.name)
        # What only the baseline records is told: a candidate that stopped recording it must not pass for that.
        told = replace(read, problem=in_words(ruler, self.asked)) if ruler else read
        return told if read.baseline.n > 0 or read.candidate.n > 0 else None

    def pairs(self, metric: str) -> Pairs | None:
        """Return a metric on the inputs that both sides answered."""
        if metric not in self._pairs:
            found = self._metric(metric)
            self._pairs[metric] = self._paired(found) if found is not None else None
        return self._pairs[metric]

    def _paired(self, found: Metric) -> Pairs | None:
        if not self._keys or found.kind not in {"rate", "mean"} or found.per:
            return None
        try:
            one = paired(self.source, self.asked, found, self._keys)
        except MetricError:
            return None
        if one is None:
            return None
        is_share = one.unit == "share"
        change = Difference(
            *floats(
                one.difference.value,
                one.difference.low,
                one.difference.high,
                one.p_value,
                one.pairs,
                one.pairs,
            )
        )
        lost, gained = (one.lost, one.gained) if is_share else (None, None)
        return Pairs(
            one.pair_by, one.pairs, one.unmatched, one.reference, one.current, change, one.test, lost, gained
        )

    @cached_property
    def _keys(self) -> tuple[str, ...]:
        return pair_keys(self.source, self.asked)

    def inputs(self, names: Sequence[str]) -> dict[str, NumberPair | CategoryPair]:
        """Return the counts of columns that say who asked what; none where both sides answered the same inputs."""
        if not names and self._keys:
            return {}
        self._check(names)
        return self._columns(tuple(names) or self._input_names)

    @cached_property
    def _input_names(self) -> tuple[str, ...]:
        apart = self.asked.versus
        dimensions = known_dimensions(self.source, self.asked, self.settings.default_dimensions)
        catalog = self.source.store.catalog()
        prompts = [name for name in columns_compared(catalog) if kind_of(name) is DriftKind.PROMPT]
        named = [name for name in dimensions if is_input(name) and name not in {"feature", "api_key"}]
        return tuple(name for name in dict.fromkeys((*prompts, *named)) if name not in apart)

    def scores(self, names: Sequence[str]) -> dict[str, NumberPair]:
        """Return the counts of scores and predictions."""
        self._check(names)
        catalog = self.source.store.catalog()
        wanted = tuple(names) or (
            *(f"score.{name}" for name in catalog.judged),
            *(name for name in ("prediction",) if name in catalog.columns["spans"]),
        )
        found = {name: pair for name, pair in self._columns(wanted).items() if isinstance(pair, NumberPair)}
        scored = {name: one for name in found if (one := self._metric(name)) is not None}
        apart = changed_rulers(self.source, self.asked, [*scored.values()])
        return {
            name: pair for name, pair in found.items() if name not in scored or scored[name].name not in apart
        }

    def _check(self, names: Sequence[str]) -> None:
        known = columns_compared(self.source.store.catalog())
        for name in names:
            if name not in known:
                raise FilterError(unknown("column", name, known))

    def _columns(self, names: Sequence[str]) -> dict[str, NumberPair | CategoryPair]:
        compared_here = columns_compared(self.source.store.catalog())
        known = [name for name in names if name in compared_here]
        if not known:
            return {}
        with columns(self.source, self.asked, known) as calls:
            sample = take_sample(calls)
            if not sample.n_current or not sample.n_reference:
                return {}
            kept = [name for name in known if name in sample.columns and sample.columns[name].count()]
            usable = [name for name in kept if self._is_number(name) or sample.is_category(name)]
            subjects = subjects_of(self.source.store.catalog(), usable, (), told=self.settings.drift.kinds)
            looked = look_at(calls, sample, subjects, self.settings.drift)
        return {
            one.subject.column: one.pair
            for one in looked
            if one.pair is not None and all(one.recorded) and not one.is_constant
        }

    def _is_number(self, name: str) -> bool:
        return name.startswith("score.") or self.source.store.catalog().columns["spans"][name].value in {
            "number",
            "integer",
        }

    def segments(self, metrics: Sequence[str], by: Sequence[str], minimum_n: int) -> list[SegmentValues]:
        """Return metrics in the segments of one and of two dimensions."""
        plain = {"rate", "mean"}
        found = [one for name in metrics if (one := self._metric(name)) is not None and one.kind in plain]
        names = [name for name in self._dimensions(by) if name not in self.asked.versus]
        cuts: list[tuple[str, ...]] = [(name,) for name in names]
        cuts += combinations(names, 2)
        if not found:
            return []
        with held(self.source, self.asked, found, names) as calls:
            return [one for cut in cuts for one in _cut(calls, found, cut, minimum_n)]

    def _dimensions(self, by: Sequence[str]) -> tuple[str, ...]:
        for name in by:
            self.source.rows(self.asked).kind(name)
        if by:
            return known_dimensions(self.source, self.asked, by)
        found = dividing_dimensions(self.source, self.asked, self.settings.default_dimensions)
        return tuple(name for name in found if is_input(name))[:MOST_DIMENSIONS]

    def _sides(self, metrics: Sequence[Metric], by: tuple[str, ...]) -> Sides:
        calls = gather(self.source, self.asked, metrics, by)
        return Sides(summarise(calls, metrics, [calls.column(name) for name in by]))

    def _metric(self, name: str) -> Metric | None:
        """Return a metric by its name, or expression; None where the store lacks what a declared one reads."""
        catalog, declared = self.source.store.catalog(), self._declared
        try:
            found = find_metric(name, declared, catalog, extra_names(self.settings, catalog))
        except (MetricError, FilterError):
            if name in declared or name in _PUBLISHED:
                return None
            raise
        return found

    @cached_property
    def _declared(self) -> Mapping[str, Metric]:
        return all_metrics(self.settings)


def _cut(
    calls: Gathered, metrics: Sequence[Metric], cut: tuple[str, ...], minimum_n: int
) -> list[SegmentValues]:
    sides = Sides(summarise(calls, metrics, [calls.column(name) for name in cut]))
    every = compared(sides, metrics, with_reference=True)
    keys, total = sides.places.drop("place").rows(), float(sides.n_current.sum())
    enough = np.minimum(sides.n_current, sides.n_reference) >= minimum_n
    places = [int(place) for place in np.flatnonzero(enough)]
    if sides.size < 2:
        return []
    return [
        SegmentValues(
            tuple(zip(cut, map(shown, keys[place]), strict=True)),
            float(sides.n_current[place]) / total,
            _values(one, sides, place),
        )
        for one in every
        for place in places
    ]


def _values(one: Compared, sides: Sides, place: int) -> Values:
    reference, change, found = one.reference, one.difference, one.metric
    assert reference is not None  # noqa: S101  compared with a reference
    assert change is not None  # noqa: S101  as above
    counts = None
    if found.kind in {"rate", "mean"} and not found.per and found.name in sides.summary.prefixes:
        counts = _counts(found, sides, place)
    return Values(
        name=found.name,
        label=found.label,
        unit="share" if counts is not None else found.unit,
        worse=-1 if found.direction == "higher" or (found.direction == "none" and _good(found)) else 1,
        baseline=_at(reference, place),
        candidate=_at(one.current, place),
        difference=Difference(
            *(
                np.asarray(part)[place]
                for part in (
                    change.value,
                    change.low,
                    change.high,
                    change.p_value,
                    change.n_reference,
                    change.n_current,
                )
            )
        ),
        counts=counts,
        is_directed=found.direction != "none",
    )


def _good(found: Metric) -> bool:
    return found.name not in {"calls", "input_tokens", "output_tokens", "tokens", "follow_up_rate"}


def _counts(
    found: Metric, sides: Sides, place: int
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Return (k, n) of both sides of a share: a rate, or a number that is only ever 0 or 1."""
    pairs = []
    for number in (0, 1):
        own = sides.sums(found.name, number)
        at = own["place"] == place
        n, k = (float(own[name][at].sum()) for name in ("n", "sa"))
        squares = float(own["saa"][at].sum()) if "saa" in own else k
        if found.kind != "rate" and not (squares == k and 0 <= k <= n):
            return None
        pairs.append((k, n))
    return pairs[0], pairs[1]


def _at(one: Estimate, place: int) -> Estimate:
    return Estimate(*(np.asarray(part)[place] for part in (one.value, one.low, one.high, one.n)))
