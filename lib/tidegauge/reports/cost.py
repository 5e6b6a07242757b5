"""What was spent and why it changed: money by whatever divides it, in parts that sum, beside quality and budgets."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from tidegauge.errors import FilterError
from tidegauge.filters import Grain, TraceFilter
from tidegauge.findings import Direction
from tidegauge.metrics.metric import Metric
from tidegauge.prices.book import PriceBook
from tidegauge.queries.cost_price import Priced
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._business.per_outcome import outcome_figures
from tidegauge.reports._cost.anomalies import anomalies
from tidegauge.reports._cost.coverage import coverage, rechecks
from tidegauge.reports._cost.figures import Figure, decided, is_bought, soberly, soberly_charted
from tidegauge.reports._cost.lines import cost_lines
from tidegauge.reports._cost.numbers import call_figures, spend_figure, unit_figures
from tidegauge.reports._cost.per_call import per_call_chart
from tidegauge.reports._cost.read import Cells, priced_models, read_cells
from tidegauge.reports._cost.records import Anomaly, BudgetState, CostLine, CostReport, Coverage, Spender
from tidegauge.reports._cost.sentence import Said, findings_of
from tidegauge.reports._cost.spenders import concentration, read_spenders, spenders
from tidegauge.reports._cost.split import cost_split
from tidegauge.reports._cost.trend import SHOWN, spend_trend
from tidegauge.reports._no_match import no_match
from tidegauge.reports._numbers import numbers
from tidegauge.reports._records import Comparison, Windows
from tidegauge.reports._windows import windows
from tidegauge.reports.budgets import budget_states, in_order
from tidegauge.reports.source import Source
from tidegauge.settings_business import BusinessTable
from tidegauge.settings_cost import CostTable
from tidegauge.workbench.baselines import RecordedBaseline

MOST_APART = 400
"""Values of a dimension that stand apart in the split; of more, the largest do."""


@dataclass(frozen=True)
class CostOptions:
    """How the page reads money: settings, the currency that is wished, the metric beside savings, what judging cost.

    `judging` is US dollars by UTC day; `per_judgement` what one judged answer costs where nobody kept books; `baselines`
    are those on record for control charts; `business` says what outcomes are called.
    """

    table: CostTable = field(default_factory=CostTable)
    currency: str = "USD"
    quality: Metric | None = None
    judging: tuple[tuple[date, float], ...] = ()
    per_judgement: float | None = None
    baselines: tuple[RecordedBaseline, ...] = ()
    business: BusinessTable = field(default_factory=BusinessTable)


USUAL = CostOptions()


def cost(
    source: Source,
    asked: TraceFilter,
    by: str | None = None,
    who: str | None = None,
    options: CostOptions = USUAL,
) -> CostReport:
    """Return the report of a filter's calls: spend divided by `by`, the largest spenders of `who`.

    Raises:
        FilterError: an attribute that the store does not have.
        MetricError: the metric of quality asks for one.
    """
    # Money is that of calls: a trace's root has neither model nor tokens of its own.
    asked = replace(asked, grain=Grain.CALL)
    priced = priced_models(source, asked, options.table)
    leaders = {name: read_spenders(source, asked, priced, name) for name in (by, who) if name is not None}
    cells = read_cells(source, asked, priced, by, _apart(leaders, by))
    seen = windows(source, asked, cells.calls(CURRENT), cells.calls(REFERENCE))
    if not seen.n_current:
        return _empty(source, asked, seen, by, who)
    currency, compared = PriceBook(options.table).currency(options.currency), bool(seen.n_reference)
    figures = decided(_figures(source, asked, priced, options, cells, seen.exposure, compared=compared))
    split = cost_split(cells, seen.exposure) if compared else None
    quality, covered = _quality(source, asked, options.quality), coverage(cells)
    is_saving = is_bought(quality)
    figures = figures if is_saving else tuple(map(soberly, figures))
    runs = anomalies(source, asked, priced, who, _values(leaders, who), figures[0].current.value, currency)
    states, notes = _budgets(source, asked, options)
    chart = per_call_chart(source, asked, options.table, options.baselines, currency)
    people = _spenders(leaders, who, seen.exposure, runs, compared=compared, is_saving=is_saving)
    said = Said(asked, figures[0], figures[1], split, quality, covered, runs, currency, who, people)
    return CostReport(
        windows=seen,
        findings=findings_of(said),
        currency=currency,
        by=by,
        who=who,
        spend=figures[0],
        split=split,
        figures=figures[1:],
        quality=quality,
        coverage=covered,
        trend=spend_trend(source, asked, priced, by, _values(leaders, by)[:SHOWN]),
        spenders=people,
        concentration=concentration(leaders[who], who) if who else None,
        lines=_lines(source, seen, options),
        anomalies=runs,
        rechecks=rechecks(cells),
        budgets=states,
        notes=notes,
        per_call=chart if is_saving else soberly_charted(chart),
    )


def _lines(source: Source, seen: Windows, options: CostOptions) -> tuple[CostLine, ...]:
    table, scale = options.table, PriceBook(options.table).scale
    return cost_lines(source, seen, table, dict(options.judging), options.per_judgement, scale)


def _spenders(
    leaders: Mapping[str, pl.DataFrame],
    who: str | None,
    exposure: float,
    runs: tuple[Anomaly, ...],
    *,
    compared: bool,
    is_saving: bool,
) -> tuple[Spender, ...]:
    if who is None:
        return ()
    found = spenders(leaders[who], exposure, runs, compared=compared)
    if is_saving:
        return found
    better = Direction.BETTER
    return tuple(
        replace(one, direction=Direction.NEUTRAL) if one.direction is better else one for one in found
    )


def _apart(leaders: Mapping[str, pl.DataFrame], by: str | None) -> list[str | None] | None:
    """Return the values that stand apart in the split: all, unless they are too many."""
    if by is None or not leaders[by].height or leaders[by]["values_all"][0] <= MOST_APART:
        return None
    return _values(leaders, by)


def _values(leaders: Mapping[str, pl.DataFrame], name: str | None) -> list[str | None]:
    return [] if name is None else leaders[name]["value"].to_list()


def _figures(
    source: Source,
    asked: TraceFilter,
    priced: Priced,
    options: CostOptions,
    cells: Cells,
    exposure: float,
    *,
    compared: bool,
) -> list[Figure]:
    units = unit_figures(source, asked, priced, options.table)
    units += outcome_figures(source, asked, priced, options.business)
    if not compared:
        units = [replace(one, reference=None, difference=None) for one in units]
    whole = spend_figure(cells, exposure, compared=compared)
    return [whole, *call_figures(cells, compared=compared), *units]


def _quality(source: Source, asked: TraceFilter, metric: Metric | None) -> Comparison | None:
    if metric is None:
        return None
    found = numbers(source, asked, [metric], ()).comparisons[0]
    return found if found.current.n else None


def _budgets(
    source: Source, asked: TraceFilter, options: CostOptions
) -> tuple[tuple[BudgetState, ...], tuple[str, ...]]:
    """Return the budgets at the newest row, whatever window is looked at, and what is wrong with any of them."""
    at, zone, judging = source.store.catalog().newest, asked.time_zone, dict(options.judging)
    if at is None:
        return (), ()
    states: list[BudgetState] = []
    wrong: list[str] = []
    for name in options.table.budgets:
        try:
            states += budget_states(source, options.table, name, at, zone, judging)
        except FilterError as error:
            wrong.append(f"Budget {name}: {error}")
    return in_order(states), tuple(wrong)


def _empty(source: Source, asked: TraceFilter, seen: Windows, by: str | None, who: str | None) -> CostReport:
    nan = float("nan")
    nothing = Coverage(nan, nan, nan, nan, nan)
    return CostReport(
        seen,
        (no_match(source, asked),),
        "USD",
        by,
        who,
        None,
        None,
        (),
        None,
        nothing,
        None,
        (),
        None,
        (),
        (),
        (),
    )


def table(report: CostReport) -> pl.DataFrame:
    """Return the spenders as a frame, a row each; without a dimension, the parts of the change."""
    if not report.spenders:
        parts = report.split.parts if report.split else ()
        return pl.DataFrame([(one.name, one.value) for one in parts], schema=_PARTS, orient="row")
    return pl.DataFrame([_flat(report.who or "", one) for one in report.spenders], infer_schema_length=None)


_PARTS = {"part": pl.String, "value": pl.Float64}


def _flat(who: str, one: Spender) -> dict[str, object]:
    effect = one.difference
    return {
        who: one.value,
        "calls": one.n,
        "spend_money": one.spend,
        "before_money": one.reference,
        "change": effect and effect.value,
        "change_low": effect and effect.low,
        "change_high": effect and effect.high,
        "unknown_share": one.unknown,
        "failed_share": one.failed,
        "cut_off_share": one.cut,
        "why": one.why,
        "verdict": one.verdict.value,
    }
