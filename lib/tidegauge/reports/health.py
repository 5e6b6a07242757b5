"""The page Data health: can today's numbers be trusted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl

from tidegauge.filters import Grain, TraceFilter, Window
from tidegauge.findings import Finding, rank
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._health.arrivals import Arrivals, arrivals
from tidegauge.reports._health.columns import ColumnHealth, columns_health
from tidegauge.reports._health.findings import COVERAGE, findings
from tidegauge.reports._health.flow import Flow, flow, gaps, rows_trend
from tidegauge.reports._health.quarantine import Quarantine, quarantine
from tidegauge.reports._health.recorded import Recorded, read_recorded
from tidegauge.reports._health.since import to_explain, with_onset, with_segment
from tidegauge.reports._health.values import with_values
from tidegauge.reports._no_match import no_match
from tidegauge.reports._records import Trend, Windows
from tidegauge.reports._windows import windows
from tidegauge.reports.source import Source
from tidegauge.schema.tables import TABLES

STRUCTURE = ("kind", "name", "parent_span_id", "status")
"""Columns that say what a span is: their absence is no gap in what was recorded about it."""


@dataclass(frozen=True)
class HealthReport:
    """The state of the data, over spans of every kind.

    `columns` holds every recorded column, changed ones first; `unrecorded` names the columns that neither window
    has; `gaps` are stretches of the current window without rows where rows were to be expected.
    """

    windows: Windows
    findings: tuple[Finding, ...]
    columns: tuple[ColumnHealth, ...]
    unrecorded: tuple[str, ...]
    arrivals: Arrivals
    rows: Trend
    gaps: tuple[Window, ...]
    quarantine: Quarantine


def health(
    source: Source, asked: TraceFilter, *, screen: Sequence[str] = (), now: datetime | None = None
) -> HealthReport:
    """Return the report. `screen` names the dimensions among which the cause of a loss is looked for.

    Raises:
        FilterError: the filter names an attribute that the store does not have.
    """
    asked = replace(asked, grain=Grain.SPAN)
    names = _names(source)
    found = read_recorded(source, asked, names)
    columns = columns_health(source, asked, found)
    hours, columns = _explained(source, asked, columns, found, screen)
    columns = sorted(with_values(source, asked, columns), key=_importance)
    arrived, aside = arrivals(source, asked.current.window), quarantine(source.store)
    said = findings(asked, columns, arrived, hours, aside, now)
    return HealthReport(
        windows=windows(source, asked, found.rows[CURRENT], found.rows[REFERENCE]),
        findings=said
        if found.rows[CURRENT]
        else (no_match(source, asked), *(one for one in said if one.kind != COVERAGE)),
        columns=tuple(columns),
        unrecorded=tuple(name for name in names if name not in found.names),
        arrivals=arrived,
        rows=rows_trend(hours, asked),
        gaps=gaps(hours, arrived.newest, asked.current.window),
        quarantine=aside,
    )


def _names(source: Source) -> list[str]:
    required = {column.name for column in TABLES["spans"].columns if column.required}
    return [name for name in source.store.catalog().columns["spans"] if name not in required | set(STRUCTURE)]


def _explained(
    source: Source, asked: TraceFilter, columns: list[ColumnHealth], found: Recorded, screen: Sequence[str]
) -> tuple[Flow, list[ColumnHealth]]:
    cells = found.by_name()
    chosen = to_explain(columns)
    hours = flow(source, asked, {column.name: cells[column.name] for column in chosen}, found.cell)
    dated = [with_onset(column, hours, place) for place, column in enumerate(chosen)]
    named = {column.name: column for column in dated} | with_segment(source, asked, found, dated, screen)
    return hours, [named.get(column.name, column) for column in columns]


def _importance(column: ColumnHealth) -> tuple[float, float, str]:
    size = abs(column.difference.value) if column.difference else 0.0
    return (rank(column.verdict, column.direction), -size, column.name)


def table(report: HealthReport) -> pl.DataFrame:
    """Return the columns as a frame, one row each."""
    return pl.DataFrame([_flat(column) for column in report.columns], schema=_TABLE)


_TABLE: dict[str, pl.DataType | type[pl.DataType]] = {
    "column": pl.String,
    "verdict": pl.String,
    "recorded": pl.Float64,
    "recorded_reference": pl.Float64,
    "difference": pl.Float64,
    "difference_low": pl.Float64,
    "difference_high": pl.Float64,
    "n": pl.Int64,
    "n_reference": pl.Int64,
    "of": pl.String,
    "distinct": pl.Int64,
    "new_values": pl.String,
    "gone_values": pl.String,
    "kind": pl.String,
    "low": pl.Float64,
    "high": pl.Float64,
    "notes": pl.String,
    "since": pl.Datetime("us"),
}


def _flat(column: ColumnHealth) -> dict[str, str | int | float | datetime | None]:
    before, effect = column.reference, column.difference
    return {
        "column": column.name,
        "verdict": column.verdict.value,
        "recorded": column.current.value,
        "recorded_reference": before.value if before else None,
        "difference": effect.value if effect else None,
        "difference_low": effect.low if effect else None,
        "difference_high": effect.high if effect else None,
        "n": column.current.n,
        "n_reference": before.n if before else None,
        "of": column.of,
        "distinct": column.distinct,
        "new_values": ", ".join(value.value for value in column.new_values),
        "gone_values": ", ".join(value.value for value in column.gone_values),
        "kind": column.kind,
        "low": column.low,
        "high": column.high,
        "notes": ", ".join(column.notes),
        "since": column.since,
    }
