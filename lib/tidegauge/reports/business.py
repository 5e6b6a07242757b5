"""What the calls did to the numbers that pay: outcomes, decisions, what leads them, and which change cost what."""

from dataclasses import dataclass, field, replace

import polars as pl

from tidegauge.errors import FilterError, unknown
from tidegauge.filters import Grain, TraceFilter
from tidegauge.findings import Verdict, rank
from tidegauge.metrics.metric import Metric
from tidegauge.queries.business import CALLS, DECIDED, TOLD
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._business.changes import change_costs
from tidegauge.reports._business.decisions import decision_drift
from tidegauge.reports._business.earning import earning_conditions
from tidegauge.reports._business.empty import empty_report, no_outcomes
from tidegauge.reports._business.figures import decided, ratio_figure
from tidegauge.reports._business.late import final_part, usual_delay
from tidegauge.reports._business.leads import leads
from tidegauge.reports._business.measures import RatioOf, leading, measures_of, products, worth
from tidegauge.reports._business.random_slice import random_slice
from tidegauge.reports._business.read import Ledger, both, counted
from tidegauge.reports._business.records import Allocation, BusinessReport
from tidegauge.reports._business.roles import roles
from tidegauge.reports._business.said import Said
from tidegauge.reports._business.scores import score_figures
from tidegauge.reports._business.segments import allocated, allocations
from tidegauge.reports._business.sentence import findings_of
from tidegauge.reports._business.trend import outcome_trend
from tidegauge.reports._business.versions import version_outcomes
from tidegauge.reports._records import Comparison, Windows
from tidegauge.reports._windows import windows
from tidegauge.reports.source import Source
from tidegauge.settings_business import BusinessTable


@dataclass(frozen=True)
class BusinessOptions:
    """How the page reads outcomes: settings, the currency that they are in, the figure that is shown, the technical signals."""

    table: BusinessTable = field(default_factory=BusinessTable)
    currency: str = "USD"
    outcome: str | None = None
    signals: tuple[Metric, ...] = ()


USUAL = BusinessOptions()


def business(
    source: Source,
    asked: TraceFilter,
    by: str | None = None,
    version: str | None = None,
    options: BusinessOptions = USUAL,
) -> BusinessReport:
    """Return the report of a filter's calls: segments of `by`, versions of the attribute `version`.

    Raises:
        FilterError: an attribute, a figure or a chip of the settings that the store does not have.
    """
    # Outcomes are of calls: nobody clicks on a retriever.
    asked, table = replace(asked, grain=Grain.CALL), options.table
    named, notes = roles(source.store.catalog().outcomes, table.outcomes)
    chips = earning_conditions(source, asked, table, named)
    asked = asked.narrowed(*chips)
    ledger = _ledger(source, table, named)
    seen, has_decisions = _seen(ledger, asked)
    measures = measures_of(named, decided=has_decisions)
    if not seen.n_current:
        return empty_report(source, asked, seen, notes=notes)
    if not measures:
        return empty_report(source, asked, seen, no_outcomes(), notes)
    wished, ledger = _wished(measures, options), replace(ledger, measures=measures)
    delay = usual_delay(source, asked, table, named)
    final = final_part(asked, delay.final_until)
    is_final = final is not None
    if not is_final:
        notes = (*notes, "No call of this window has all its outcomes yet: nothing is tested.")
    outcomes = _outcomes(ledger, final or asked, tested=is_final)
    main = _opened(measures, outcomes, wished)
    final = final or replace(asked, reference=None)
    drift = decision_drift(source, asked, by, table.rejected) if has_decisions else None
    scored = score_figures(source, asked, table.threshold, seen.n_current)
    segments = allocations(ledger, final, by, main)
    led, leads_note = leads(ledger, asked, options.signals, delay.final_until)
    slice_, slice_note = random_slice(ledger, final, main)
    value = worth(named)
    costs = change_costs(ledger, asked, final, main, value) if value else ()
    worth_unit = value.unit if value else ""
    said = Said(
        outcomes,
        main.name,
        options.currency,
        final.reference is not None,
        is_final,
        by,
        segments,
        costs,
        value.label if value else "",
        worth_unit,
        led,
        drift,
        scored,
        slice_,
        delay,
    )
    return BusinessReport(
        windows=seen,
        findings=findings_of(said),
        currency=options.currency,
        by=by,
        version=version,
        outcome=main.name,
        roles=named,
        where=tuple(map(str, chips)),
        delay=delay,
        outcomes=outcomes,
        trend=outcome_trend(ledger, asked, main, delay.final_until),
        versions=version_outcomes(ledger, final, version, main),
        decisions=drift,
        scores=scored,
        leads=led,
        leads_note=leads_note,
        random_slice=slice_,
        allocation_of=allocated(ledger),
        allocation=segments,
        worth=value.label if value else "",
        worth_unit=worth_unit,
        changes=costs,
        notes=(*notes, *([slice_note] if slice_note else [])),
    )


def _ledger(source: Source, table: BusinessTable, named: dict[str, str]) -> Ledger:
    value = worth(named)
    every = (*measures_of(named, decided=True), *([value] if value else []))
    pairs = products(every)
    of = (("spend",) if "spend" in named else ("impressions",) if "impressions" in named else (CALLS,))[0]
    return Ledger(source, table, named, (), tuple(dict.fromkeys((*pairs, (of, of)))))


def _seen(ledger: Ledger, asked: TraceFilter) -> tuple[Windows, bool]:
    frame = ledger.totals(asked)
    found = windows(ledger.source, asked, counted(frame, CURRENT, CALLS), counted(frame, REFERENCE, CALLS))
    return found, counted(frame, CURRENT, DECIDED) > 0


def _wished(measures: tuple[RatioOf, ...], options: BusinessOptions) -> str | None:
    wished = options.outcome or options.table.outcome
    if wished is not None and wished not in {one.name for one in measures}:
        place = "" if options.outcome else "[business] outcome: "
        raise FilterError(place + unknown("figure", wished, [one.name for one in measures]))
    return wished


def _opened(measures: tuple[RatioOf, ...], outcomes: tuple[Comparison, ...], wished: str | None) -> RatioOf:
    """Return the figure that is shown: the one that is wished for, else what changed for the worse, else the usual one."""
    usual = leading(measures, wished)
    changed = [one for one in outcomes if one.verdict is Verdict.CHANGED]
    if wished is not None or not changed:
        return usual
    worst = min(changed, key=lambda one: (rank(one.verdict, one.direction), one.metric != usual.name))
    return leading(measures, worst.metric)


def _outcomes(ledger: Ledger, final: TraceFilter, *, tested: bool) -> tuple[Comparison, ...]:
    frame = ledger.totals(final)
    calls, told = (counted(frame, CURRENT, name) for name in (CALLS, TOLD))
    compared = tested and final.reference is not None and counted(frame, REFERENCE, CALLS) > 0
    return decided(
        [
            ratio_figure(one, *both(frame, one), compared=compared, calls=calls, told=told)
            for one in ledger.measures
        ]
    )


def table(report: BusinessReport) -> pl.DataFrame:
    """Return the segments as a frame, a row each; without a dimension, the outcomes."""
    if not report.allocation:
        return pl.DataFrame([_figure(one) for one in report.outcomes], infer_schema_length=None)
    return pl.DataFrame([_flat(report, one) for one in report.allocation], infer_schema_length=None)


def _figure(one: Comparison) -> dict[str, object]:
    effect, before = one.difference, one.reference
    return {
        "outcome": one.metric,
        "before": before and before.value,
        "now": one.current.value,
        "low": one.current.low,
        "high": one.current.high,
        "change": effect and effect.value,
        "change_low": effect and effect.low,
        "change_high": effect and effect.high,
        "sessions": one.current.n,
        "verdict": one.verdict.value,
    }


def _flat(report: BusinessReport, one: Allocation) -> dict[str, object]:
    share = {
        name: value for name, value in _figure(one.share).items() if name in {"before", "now", "verdict"}
    }
    outcome = {name: value for name, value in _figure(one.outcome).items() if name != "outcome"}
    row: dict[str, object] = {report.by or "": one.value, "calls": one.calls}
    row |= {f"share_of_{report.allocation_of}_{name}": value for name, value in share.items()}
    return row | {f"{report.outcome}_{name}": value for name, value in outcome.items()}
