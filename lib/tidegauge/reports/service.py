"""The service beside its cost: how fast for whom, how many calls come and are turned away, what is left of error budgets."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import polars as pl

from tidegauge.errors import FilterError, MetricError
from tidegauge.filters import Grain, TraceFilter
from tidegauge.findings import rank
from tidegauge.reports._gather import gather
from tidegauge.reports._records import Segment
from tidegauge.reports._service.load import load
from tidegauge.reports._service.metrics import refused_metrics, speed_metrics
from tidegauge.reports._service.objectives import Objective, ServiceOptions, service_options
from tidegauge.reports._service.records import ServiceReport, SloState
from tidegauge.reports._service.sentence import findings_of
from tidegauge.reports._service.slos import slo_state
from tidegauge.reports._service.speed import speeds
from tidegauge.reports.source import Source

__all__ = ["ServiceOptions", "ServiceReport", "service", "service_options", "table"]

USUAL = ServiceOptions()
_TICK = timedelta(microseconds=1)


def service(
    source: Source, asked: TraceFilter, by: str | None = None, options: ServiceOptions = USUAL
) -> ServiceReport:
    """Return the service section of a filter's calls, the speed divided by `by`.

    Objectives are of their own calls and of the days before the newest row, whatever window is looked at.

    Raises:
        FilterError: an attribute that the store does not have.
    """
    asked = replace(asked, grain=Grain.CALL)
    metrics = (*speed_metrics(), *refused_metrics(options.rate_limited), *options.queue)
    calls = gather(source, asked, metrics, [by] if by else [])
    found = speeds(calls, asked, metrics, by)
    slos, notes = _slos(source, options.objectives)
    figures = tuple(one for one in found.figures if one.current.n)
    return ServiceReport(
        by=by,
        findings=findings_of(figures, found.rows, slos),
        figures=figures,
        rows=found.rows,
        load=load(calls, asked),
        slos=slos,
        notes=(*options.notes, *notes),
    )


def _slos(source: Source, objectives: Sequence[Objective]) -> tuple[tuple[SloState, ...], tuple[str, ...]]:
    """Return the states, those that need somebody first, and what is wrong with the others."""
    newest = source.store.catalog().newest
    states: list[SloState] = []
    wrong: list[str] = []
    if newest is None:
        return (), ()
    for one in objectives:
        try:
            states.append(slo_state(source, one, newest + _TICK))
        except (FilterError, MetricError) as error:
            wrong.append(f"Objective {one.name}: {error}")
    ordered = sorted(states, key=lambda one: (rank(one.verdict, one.direction), one.left.value, one.name))
    return tuple(ordered), tuple(wrong)


def table(report: ServiceReport) -> pl.DataFrame:
    """Return a row for each value of the dimension, with the numbers of its latency and first token."""
    return pl.DataFrame([_flat(row) for row in report.rows], infer_schema_length=None)


def _flat(row: Segment) -> dict[str, object]:
    cells: dict[str, object] = {**row.values, "calls": row.n_current}
    for one in row.comparisons:
        cells |= {
            one.metric: one.current.value,
            f"{one.metric}_low": one.current.low,
            f"{one.metric}_high": one.current.high,
            f"{one.metric}_n": one.current.n,
            f"{one.metric}_reference": one.reference.value if one.reference else None,
            f"{one.metric}_verdict": one.verdict.value,
        }
    return cells
