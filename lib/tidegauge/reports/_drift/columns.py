"""The calls of a drift table, with every column that is compared: numbers as numbers, all else as text."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta

import polars as pl
import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.metrics.declaration import declare
from tidegauge.metrics.lookup import spelled
from tidegauge.metrics.metric import Metric
from tidegauge.queries.drift import recorded, row_counts, sample
from tidegauge.queries.sides import CURRENT, REFERENCE, Buckets
from tidegauge.reports._gather import Gathered, at_hand, held
from tidegauge.reports.source import Source
from tidegauge.schema.tables import Kind
from tidegauge.settings import MetricTable

MINUTE = Buckets(timedelta(minutes=1))
_NUMERIC = {Kind.NUMBER, Kind.INTEGER}


@dataclass(frozen=True)
class Columns:
    """The columns of spans, and the scores apart: only who asks for a score shall wait for its join."""

    spans: Gathered
    scores: Gathered | None

    def read(self, query: sa.Select[tuple[object, ...]]) -> pl.DataFrame:
        """Return the rows of a query over calls of `of`."""
        return self.spans.read(query)

    def of(self, name: str) -> tuple[sa.Subquery, str]:
        """Return calls with the columns side and the one named beside them, which holds the column `name`."""
        calls, number = self._number(name)
        if number is not None:
            return calls.calls([number], ()), f"{calls.prefix(number)}_a"
        text = calls.column(name)
        return calls.calls((), [text]), text

    def recorded(self, names: Sequence[str]) -> set[str]:
        """Return those of `names` that any row of either side records: one query for all."""
        found: set[str] = set()
        for calls in filter(None, (self.spans, self.scores)):
            metrics = [one for one in calls.metrics if one.name in names]
            columns = {one.name: f"{calls.prefix(one)}_a" for one in metrics}
            columns |= {name: calls.column(name) for name in calls.dimensions if name in names}
            if columns:
                texts = [column for column in columns.values() if not column.endswith("_a")]
                (counts,) = self.read(recorded(calls.calls(metrics, texts), list(columns.values()))).rows()
                found |= {name for name, n in zip(columns, counts, strict=True) if n}
        return found

    def rows(self) -> dict[int, int]:
        """Return {side: rows}."""
        counted = self.read(row_counts(self.spans.calls((), ())))
        found = dict(counted.select("side", "n").iter_rows())
        return {side: int(found.get(side, 0)) for side in (CURRENT, REFERENCE)}

    def sample(self, side: int, every: int, most: int) -> dict[str, pl.Series]:
        """Return at most `most` rows of one side by column, those of one minute in `every`."""
        found: dict[str, pl.Series] = {}
        for calls in filter(None, (self.spans, self.scores)):
            minutes = calls.bucketed(MINUTE)
            texts = {name: calls.column(name) for name in calls.dimensions}
            rows = minutes.calls(calls.metrics, ["bucket", *texts.values()])
            frame = self.read(sample(rows, side, every, most))
            found |= {name: frame[column] for name, column in texts.items()}
            found |= {metric.name: frame[f"{calls.prefix(metric)}_a"] for metric in calls.metrics}
        return found

    def _number(self, name: str) -> tuple[Gathered, Metric | None]:
        for calls in filter(None, (self.spans, self.scores)):
            for metric in calls.metrics:
                if metric.name == name:
                    return calls, metric
        return self.spans, None


@contextmanager
def columns(
    source: Source, asked: TraceFilter, names: Sequence[str], *, often: bool = False
) -> Iterator[Columns]:
    """Hold the calls of a filter with the columns `names`; those called score.NAME are scores.

    `often` says that each column is read several times.
    """
    kinds = source.store.catalog().columns["spans"]
    scores = [_mean(name) for name in names if name not in kinds]
    numbers = [_mean(name) for name in names if kinds.get(name) in _NUMERIC]
    texts = [name for name in names if name in kinds and kinds[name] not in _NUMERIC]
    hold = held if often else at_hand
    with ExitStack() as kept:
        spans = kept.enter_context(hold(source, asked, numbers, texts))
        yield Columns(spans, kept.enter_context(hold(source, asked, scores, ())) if scores else None)


def _mean(name: str) -> Metric:
    return declare(name, MetricTable.model_construct(expression=f"mean({spelled(name)})"))
