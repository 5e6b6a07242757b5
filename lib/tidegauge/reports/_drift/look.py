"""The look at each subject of a drift table: its counts on both sides, and the tests that go into one correction."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.metrics.metric import Metric
from tidegauge.reports._compare import Compared, compared, comparisons, floors
from tidegauge.reports._drift.columns import Columns
from tidegauge.reports._drift.pairs import as_yes_or_no, category_pair, number_pair
from tidegauge.reports._drift.sample import Sample
from tidegauge.reports._drift.subjects import Form, Subject, subjects_of
from tidegauge.reports._gather import gather
from tidegauge.reports._records import Comparison
from tidegauge.reports._sides import Sides
from tidegauge.reports._summary import summarise
from tidegauge.reports.source import Source
from tidegauge.schema.tables import Kind
from tidegauge.settings_model import DriftTable
from tidegauge.stats.drift._pair import CategoryPair, NumberPair
from tidegauge.stats.drift._rule import column_tests
from tidegauge.stats.materiality import ColumnTest, Floor, seen_by
from tidegauge.stats.normal import critical

DEFAULT = DriftTable()
"""The rules of who did not set any."""


@dataclass(frozen=True, eq=False)
class Looked:
    """A subject with what was counted of it: a `pair` of a column, a `comparison` of a metric."""

    subject: Subject
    pair: NumberPair | CategoryPair | None
    comparison: Comparison | None
    tests: tuple[ColumnTest, ...]

    @property
    def recorded(self) -> tuple[float, float]:
        """The rows that record it: reference, current."""
        if self.pair is not None:
            return float(self.pair.reference.sum()), float(self.pair.current.sum())
        one = self.comparison
        return (float(one.reference.n if one and one.reference else 0), float(one.current.n if one else 0))

    @property
    def is_constant(self) -> bool:
        """Whether every row of both sides says the same: such a column has nothing that could be compared."""
        return self.pair is not None and len(self.pair.reference) == 1 and not any(self.missing)

    @property
    def tells(self) -> bool:
        """Whether either side records it, and not the same in every row."""
        return any(self.recorded) and not self.is_constant

    @property
    def missing(self) -> tuple[float, float]:
        """The rows that do not record it: reference, current."""
        return (self.pair.reference_null, self.pair.current_null) if self.pair is not None else (0.0, 0.0)


def subjects_in(
    calls: Columns,
    sample: Sample,
    source: Source,
    metrics: Sequence[Metric],
    own: Sequence[str] = (),
    rules: DriftTable = DEFAULT,
) -> tuple[Subject, ...]:
    """Return the subjects that can be compared: identifiers are left out, and what neither side records."""
    catalog = source.store.catalog()
    kinds = catalog.columns["spans"]
    names = (*calls.spans.dimensions, *(one.name for one in calls.spans.metrics), *sample.columns)
    # Most of the columns that the sample lacks are recorded nowhere: one question is cheaper than one for each.
    absent = [name for name, column in sample.columns.items() if not column.count()]
    unrecorded = set(absent) - calls.recorded(absent)
    kept = [
        one
        for one in dict.fromkeys(names)
        if one not in unrecorded and (kinds.get(one) is not Kind.TEXT or sample.is_category(one))
    ]
    return subjects_of(catalog, kept, metrics, own, rules.kinds)


def look(
    calls: Columns,
    source: Source,
    asked: TraceFilter,
    sample: Sample,
    subjects: Sequence[Subject],
    rules: DriftTable = DEFAULT,
) -> tuple[Looked, ...]:
    """Return every subject that either side records."""
    told = [one for one in subjects if one.form is not Form.METRIC]
    found = look_at(calls, sample, told, rules)
    metrics = look_at_metrics(source, asked, [one for one in subjects if one.form is Form.METRIC])
    return tuple(one for one in (*found, *metrics) if one.tells)


def look_at(
    calls: Columns, sample: Sample, subjects: Sequence[Subject], rules: DriftTable = DEFAULT
) -> list[Looked]:
    """Return columns with their tests."""
    found = counts(calls, sample, subjects)
    return [looked_at(one, found[one.column], rules) for one in subjects]


def counts(calls: Columns, sample: Sample, subjects: Sequence[Subject]) -> dict[str, pl.DataFrame]:
    """Return the rows of each column by value. They are read once for all texts, and once for all numbers."""
    scales = {one.column: sample.scale(one.column) for one in subjects if one.form is Form.NUMBERS}
    texts = [one.column for one in subjects if one.form is not Form.NUMBERS]
    return calls.categories(texts) | calls.numbers(scales, sample.n_reference + sample.n_current)


def looked_at(subject: Subject, counted: pl.DataFrame, rules: DriftTable) -> Looked:
    """Return a column with its tests, given its rows by value."""
    pair = number_pair(counted) if subject.form is Form.NUMBERS else category_pair(counted)
    floors = _of_values(subject, pair, rules), Floor(rules.missing)
    return Looked(subject, pair, None, column_tests(subject.key, as_yes_or_no(pair) or pair, *floors))


def _of_values(subject: Subject, pair: NumberPair | CategoryPair, rules: DriftTable) -> Floor:
    """Return what a change of the values must reach: of two values what their declared rate says, as on every page."""
    declared = subject.metric
    counts = isinstance(pair, CategoryPair) and len(pair.values) <= 2 and declared is not None
    if not counts or declared is None or declared.kind != "rate" or declared.floor_relative:
        return Floor(rules.distribution)
    return Floor(min(declared.floor, rules.distribution))


def look_at_metrics(source: Source, asked: TraceFilter, subjects: Sequence[Subject]) -> list[Looked]:
    """Return metrics that no column shows, each with its test."""
    return look_at_metrics_by(source, asked, subjects, ()).get((), [])


def look_at_metrics_by(
    source: Source, asked: TraceFilter, subjects: Sequence[Subject], by: Sequence[str]
) -> dict[tuple[str, ...], list[Looked]]:
    """Return the same for each value of the attributes `by`."""
    metrics = [one.metric for one in subjects if one.metric is not None]
    if not metrics:
        return {}
    calls = gather(source, asked, metrics, by)
    keys = [calls.column(name) for name in by]
    sides = Sides(summarise(calls, metrics, keys))
    every = compared(sides, metrics, with_reference=True)
    segments = sides.places.select(keys).rows() if keys else [()]
    return {
        segment: [
            Looked(subject, None, one, (_tested(subject.key, raw, place),))
            for subject, one, raw in zip(subjects, found, every, strict=True)
        ]
        for place, (segment, found) in enumerate(zip(segments, comparisons(every, sides), strict=True))
    }


def _tested(key: str, one: Compared, place: int) -> ColumnTest:
    change = one.difference
    assert change is not None  # noqa: S101  compared with a reference
    error = float(change.high[place] - change.low[place]) / (2 * critical(0.95))
    floor = Floor(float(floors(one)[place]))
    n = float(change.n_reference[place]), float(change.n_current[place])

    return ColumnTest(
        key, "metric", float(change.p_value[place]), float(change.value[place]), floor, seen_by(error), *n
    )
