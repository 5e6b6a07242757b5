"""Control charts: is a metric outside its own normal, since when, and which other metrics are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import polars as pl

from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.findings import Finding, Verdict, rank
from tidegauge.metrics.metric import Metric
from tidegauge.queries.changes import changes_in
from tidegauge.reports._control.chart import Plan, charts
from tidegauge.reports._control.frozen import first_days, reach, stages
from tidegauge.reports._control.points import Points, points
from tidegauge.reports._control.records import ControlChart, ControlPoint, Frozen, Origin, State
from tidegauge.reports._control.span import HOURLY, Span, recorded_window, span_of
from tidegauge.reports._gather import at_hand
from tidegauge.reports._no_match import no_match
from tidegauge.reports._records import Windows
from tidegauge.reports._rulers import Ruler, changed_rulers
from tidegauge.reports._series import marks
from tidegauge.reports._windows import windows
from tidegauge.reports.source import Source
from tidegauge.stats.spc.rule import DEFAULT, Rule
from tidegauge.workbench.baselines import RecordedBaseline

MOST_PANELS = 60
"""Values of a dimension that are charted, those with most calls first."""


@dataclass(frozen=True)
class ControlReport:
    """A metric's chart, the other charts that signal, and the chart of each value of `by`.

    `chart` is None where not one point is complete. `looked_at` counts all charts of this pass, `unlimited` those of the others that have no limits,
    `panels` are ordered by their
    first signal, those without one last; `left_out` counts the values of `by` that were not charted.
    """

    windows: Windows
    findings: tuple[Finding, ...]
    chart: ControlChart | None
    others: tuple[ControlChart, ...] = ()
    looked_at: int = 0
    unlimited: int = 0
    by: str | None = None
    panels: tuple[ControlChart, ...] = ()
    left_out: int = 0
    minimum_n: int = 0


def control(
    source: Source,
    asked: TraceFilter,
    metric: Metric,
    also: Sequence[Metric] = (),
    *,
    method: str | None = None,
    by: str | None = None,
    rules: Sequence[Rule] = DEFAULT,
    baseline: Window | None = None,
    recorded: Sequence[RecordedBaseline] = (),
    currency: str = "USD",
) -> ControlReport:
    """Return the control chart of `metric`, and of those of `also` that signal.

    `baseline` beats those `recorded`; without either the first complete days of the store are normal.

    Raises:
        FilterError: a dimension that the store does not have, or a method that does not fit the metric.
        MetricError: a metric that the store cannot answer.
    """
    catalog = source.store.catalog()
    if catalog.first is None or catalog.newest is None:
        return _nothing(source, asked, no_match(source, asked))
    whole = recorded_window(Window(catalog.first, catalog.newest + timedelta(microseconds=1)), asked)
    metrics = tuple({one.name: one for one in (metric, *also)}.values())
    frozen = _frozen(asked, metrics, first_days(whole, asked.time_zone), baseline, recorded)
    span = span_of(asked, reach([one for every in frozen.values() for one in every]), whole)
    if span is None:
        return _nothing(source, asked, _too_short(asked))
    by_metric, by_value = _read(source, span.filter(asked), span, metrics, by)
    plan = _plan(source, asked, span, method, tuple(rules), currency)
    if not by_metric[0].rows[by_metric[0].grid.at(plan.window)].any():
        return _nothing(source, asked, no_match(source, asked))
    main, *rest = charts(by_metric, frozen, plan, _rulers(source, asked, metrics, frozen))
    panels = charts(by_value[:MOST_PANELS], {metric.name: frozen[metric.name]}, plan, {})
    others = tuple(one for one in rest if one.finding.verdict in _NAMED)
    return ControlReport(
        windows=_windows(source, asked, plan.window, by_metric[0]),
        findings=(_beside_panels(main.finding, by, panels), *(one.finding for one in others)),
        chart=main,
        others=tuple(sorted(others, key=_importance)),
        looked_at=len(metrics),
        unlimited=sum(one.state is State.UNKNOWN for one in rest),
        by=by,
        panels=tuple(sorted(panels, key=_by_first_signal)),
        left_out=max(0, len(by_value) - MOST_PANELS),
        minimum_n=asked.minimum_n,
    )


def _beside_panels(said: Finding, by: str | None, panels: Sequence[ControlChart]) -> Finding:
    if by is None or not panels:
        return said
    out = sum(one.finding.verdict in _NAMED for one in panels)
    return replace(said, details=(*said.details, f"{out} of {len(panels)} values of {by} signal"))


_NAMED = {Verdict.CHANGED, Verdict.NOT_COMPARABLE}
"""The verdicts of charts that are worth a look."""


def _read(
    source: Source, question: TraceFilter, span: Span, metrics: Sequence[Metric], by: str | None
) -> tuple[list[Points], list[Points]]:
    """Return the points of every metric, and those of the first for each value of `by`."""
    with at_hand(source, question, metrics, [by] if by else []) as calls:
        return points(calls, span, metrics), points(calls, span, metrics[:1], by) if by else []


def _frozen(
    asked: TraceFilter,
    metrics: Sequence[Metric],
    usual: Frozen,
    baseline: Window | None,
    recorded: Sequence[RecordedBaseline],
) -> dict[str, tuple[Frozen, ...]]:
    if baseline is not None:
        return {metric.name: (Frozen(baseline, Origin.NAMED),) for metric in metrics}
    return {metric.name: stages(recorded, asked, metric, usual) for metric in metrics}


def _plan(
    source: Source, asked: TraceFilter, span: Span, method: str | None, rules: tuple[Rule, ...], currency: str
) -> Plan:
    window = span.window(asked)
    recorded = marks(source.store.read(changes_in(source.store.catalog(), span.drawn)))
    return Plan(method, rules, window, asked.minimum_n, recorded, currency)


def _rulers(
    source: Source, asked: TraceFilter, metrics: Sequence[Metric], frozen: Mapping[str, tuple[Frozen, ...]]
) -> dict[str, Ruler]:
    """Return the metrics whose judge is another one than in their baseline."""
    normal = frozen[metrics[0].name][-1].window
    start = max(asked.current.window.start, normal.end)
    if start >= asked.current.window.end:
        return {}
    where = asked.where
    sides = Population(Window(start, asked.current.window.end), where), Population(normal, where)
    return changed_rulers(source, replace(asked, current=sides[0], reference=sides[1]), metrics)


def _windows(source: Source, asked: TraceFilter, window: Window, drawn: Points) -> Windows:
    found = windows(source, replace(asked, reference=None), drawn.rows[drawn.grid.at(window)].sum(), 0)
    return replace(found, current=window)


def _importance(chart: ControlChart) -> tuple[float, float]:
    return rank(chart.finding.verdict, chart.finding.direction), chart.p_value


def _by_first_signal(chart: ControlChart) -> tuple[bool, datetime, str]:
    signals = chart.finding.verdict in _NAMED and chart.since is not None
    return not signals, chart.since or chart.points[-1].at, str(tuple(chart.segment.values()))


def _nothing(source: Source, asked: TraceFilter, said: Finding) -> ControlReport:
    return ControlReport(windows(source, replace(asked, reference=None), 0, 0), (said,), None)


def _too_short(asked: TraceFilter) -> Finding:
    sentence = (
        "No day of this window is complete."
        if asked.current.window.length > HOURLY
        else "No hour of this window is complete."
    )
    return Finding(Verdict.CANNOT_TELL, "control", sentence, ("choose a longer window",))


def others_counted(report: ControlReport) -> str:
    """Return how many of the other charts signal, and what the rest do: `3 of 18; the rest show no more than chance`."""
    total = report.looked_at - 1
    unlimited = f", {report.unlimited} have no limits" if report.unlimited else ""
    return f"{len(report.others) or 'none'} of {total}{unlimited}; the rest show no more than chance"


def table(report: ControlReport) -> pl.DataFrame:
    """Return a row for each point of the chart, and of each panel."""
    drawn = report.panels or ((report.chart,) if report.chart else ())
    return pl.DataFrame(
        [_row(chart, point) for chart in drawn for point in chart.points], infer_schema_length=None
    )


def _row(chart: ControlChart, point: ControlPoint) -> dict[str, object]:
    return {
        **chart.segment,
        "at": point.at,
        chart.metric: point.value,
        "n": point.n,
        "statistic": point.statistic,
        "centre": point.centre,
        "lower": point.lower,
        "upper": point.upper,
        "outside": point.outside,
        "rules": "; ".join(point.rules),
        "stage": point.stage + 1,
        "baseline": point.is_baseline,
        "method": chart.method,
    }
