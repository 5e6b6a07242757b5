"""The calls of a drift table, with every column that is compared: numbers as numbers, all else as text."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.metrics.declaration import declare
from tidegauge.metrics.lookup import spelled
from tidegauge.metrics.metric import Metric
from tidegauge.parts import in_parts
from tidegauge.queries.drift import (
    Scale,
    category_counts,
    number_buckets,
    recorded,
    row_counts,
    sample,
)
from tidegauge.queries.sides import CURRENT, EPOCH, REFERENCE, Buckets
from tidegauge.reports._daily import by_day, summed
from tidegauge.reports._gather import Gathered, at_hand
from tidegauge.reports.source import Source
from tidegauge.schema.tables import Kind
from tidegauge.settings import MetricTable

MINUTE = Buckets(timedelta(minutes=1), EPOCH)
AT_ONCE = 32_000_000
"""Values of numbers that a store keeps in memory while it counts them: about 300 MB."""
_NUMERIC = {Kind.NUMBER, Kind.INTEGER}


@dataclass(frozen=True)
class Columns:
    """The columns of spans, and the scores apart: only who asks for a score shall wait for its join.

    `by` is the attribute that divides every count, if any: its value is then in a column `within`.
    """

    spans: Gathered
    scores: Gathered | None
    by: str | None = None

    def categories(self, names: Sequence[str]) -> dict[str, pl.DataFrame]:
        """Return {text: rows (side, value, n)}, all from one look at the rows."""
        if not names:
            return {}
        texts = {name: self.spans.column(name) for name in names}
        places, within = [*texts.values()], self._within(self.spans)

        def ask(rows: sa.FromClause, day: tuple[str, ...]) -> sa.Select[Any]:
            return category_counts(rows, places, (*within, *day))

        found = summed(self.spans, (), (*places, *within), ask, ("level", "value", *within))
        found = found.rename({"rows": "n"} | dict.fromkeys(within, "within"))
        levels = dict(found.partition_by("level", as_dict=True, include_key=False))
        none = found.drop("level").clear()
        return {name: levels.get((level,), none) for level, name in enumerate(texts, 1)}

    def numbers(self, scales: Mapping[str, Scale], rows: int) -> dict[str, pl.DataFrame]:
        """Return {number: rows (side, bucket, n, total, squares, low, high)}, `rows` being how many there are."""
        found: dict[str, pl.DataFrame] = {}
        for calls in filter(None, (self.spans, self.scores)):
            metrics = [one for one in calls.metrics if one.name in scales]
            step = max(1, AT_ONCE // max(rows, 1))
            for some in in_parts(metrics, step):
                found |= _buckets(calls, some, scales, self._within(calls))
        return found

    def _within(self, calls: Gathered) -> tuple[str, ...]:
        return () if self.by is None else (calls.column(self.by),)

    def recorded(self, names: Sequence[str]) -> set[str]:
        """Return those of `names` that any row of either side records: one query for all."""
        found: set[str] = set()
        for calls in filter(None, (self.spans, self.scores)):
            metrics = [one for one in calls.metrics if one.name in names]
            places = {one.name: f"{calls.prefix(one)}_a" for one in metrics}
            texts = {name: calls.column(name) for name in calls.dimensions if name in names}
            places |= texts
            if places:
                found |= _recorded(calls, metrics, places, [*texts.values()])
        return found

    def rows(self) -> dict[int, int]:
        """Return {side: rows}."""
        counted = summed(self.spans, (), (), row_counts, ())
        found = dict(counted.select("side", "n").iter_rows())
        return {side: int(found.get(side, 0)) for side in (CURRENT, REFERENCE)}

    def sample(self, side: int, every: int, most: int, *, kept: bool = True) -> dict[str, pl.Series]:
        """Return at most `most` rows of one side by column, those of one minute in `every`.

        Not to be `kept` are rows of which there may be many more than `most`.
        """
        found: dict[str, pl.Series] = {}
        for calls in filter(None, (self.spans, self.scores)):
            texts = {name: calls.column(name) for name in calls.dimensions}
            own = calls.of_side(side).bucketed(MINUTE)
            frame = _sampled(own if kept else replace(own, pieces=None), [*texts.values()], every, most)
            found |= {name: frame[column] for name, column in texts.items()}
            found |= {metric.name: frame[f"{calls.prefix(metric)}_a"] for metric in calls.metrics}
        return found


@contextmanager
def columns(
    source: Source, asked: TraceFilter, names: Sequence[str], by: str | None = None
) -> Iterator[Columns]:
    """Hold the calls of a filter with the columns `names`; those called score.NAME are scores.

    Their counts are divided by the attribute `by`, if any.
    """
    kinds = source.store.catalog().columns["spans"]
    scores = [_mean(name) for name in names if name not in kinds]
    numbers = [_mean(name) for name in names if kinds.get(name) in _NUMERIC]
    texts = [name for name in names if name in kinds and kinds[name] not in _NUMERIC]
    divided = () if by is None else (by,)
    with ExitStack() as kept:
        spans = kept.enter_context(at_hand(source, asked, numbers, [*dict.fromkeys((*texts, *divided))]))
        own = kept.enter_context(at_hand(source, asked, scores, divided)) if scores else None
        yield Columns(spans, own, by)


def _recorded(
    calls: Gathered, metrics: Sequence[Metric], places: Mapping[str, str], texts: Sequence[str]
) -> set[str]:
    columns = list(places.values())
    counts = summed(calls, metrics, texts, lambda rows, day: recorded(rows, columns, day), ()).sum()
    return {name for name, column in places.items() if counts[column].item()}


def _sampled(calls: Gathered, texts: Sequence[str], every: int, most: int) -> pl.DataFrame:
    """Return rows of the current side; those of a store that keeps days come a day after the other."""

    def ask(rows: sa.FromClause, day: tuple[str, ...]) -> sa.Select[Any]:  # noqa: ARG001  no row is grouped
        return sample(rows, CURRENT, every)

    columns = ["bucket", *texts]
    found = by_day(calls, calls.metrics, columns, ask)
    if found is not None:
        return found.head(most)
    return calls.read(sample(calls.calls(calls.metrics, columns), CURRENT, every).limit(most))


def _buckets(
    calls: Gathered, metrics: Sequence[Metric], scales: Mapping[str, Scale], within: tuple[str, ...]
) -> dict[str, pl.DataFrame]:
    columns = {f"{calls.prefix(one)}_a": scales[one.name] for one in metrics}

    def ask(rows: sa.FromClause, day: tuple[str, ...]) -> sa.Select[Any]:
        return number_buckets(rows, columns, (*within, *day))

    found = summed(calls, metrics, within, ask, ("place", "bucket", *within))
    found = found.rename(dict.fromkeys(within, "within"))
    places = found.partition_by("place", as_dict=True, include_key=False)
    return {one.name: places.get((place,), found.drop("place").clear()) for place, one in enumerate(metrics)}


def _mean(name: str) -> Metric:
    return declare(name, MetricTable.model_construct(expression=f"mean({spelled(name)})"))
