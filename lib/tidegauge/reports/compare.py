"""Two versions on the same traffic: matched or paired, every metric with an interval that may be looked at any day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from tidegauge.errors import FilterError
from tidegauge.filters import TraceFilter
from tidegauge.findings import Direction, Finding, Verdict, rank
from tidegauge.formats import count, share
from tidegauge.metrics.metric import Metric
from tidegauge.reports._gather import Gathered, held
from tidegauge.reports._no_match import no_match
from tidegauge.reports._occurring import occurring
from tidegauge.reports._records import Windows
from tidegauge.reports._rulers import changed_rulers
from tidegauge.reports._summary import Summary, screened, summarise
from tidegauge.reports._versions_compared.cases import Cases, read_cases
from tidegauge.reports._versions_compared.judged import judged
from tidegauge.reports._versions_compared.matched import balances, match
from tidegauge.reports._versions_compared.measured import measured
from tidegauge.reports._versions_compared.pace import Pace, pace
from tidegauge.reports._versions_compared.places import grid, telling_dimensions
from tidegauge.reports._versions_compared.records import (
    MOST_UNMATCHED,
    ComparedMetric,
    CompareReport,
    SegmentGrid,
)
from tidegauge.reports._versions_compared.sentence import Said, findings_of
from tidegauge.reports._versions_compared.sides import named_sides
from tidegauge.reports._versions_compared.traffic import (
    Mix,
    mixes,
    out_of_balance,
    released_together,
    traffic_dimensions,
)
from tidegauge.reports._windows import windows
from tidegauge.reports.source import Source
from tidegauge.stats.matching.balance import MATTERS

GUARDRAILS = ("error_rate", "format_failure_rate", "refusal_rate", "latency_p95", "cost_per_call")
"""What must not get worse, whatever else a version is for."""


@dataclass(frozen=True)
class CompareOptions:
    """How two versions are compared.

    `match` names the attributes that may be held still and that the difference is looked for in. Where none is named
    they are `dimensions`, of which only traffic is held still: versions are what is released. `by` names those of the heat
    map (two are found where none is named), `pair_by` the columns that tell cases apart (looked for where none is named).
    `growing` says whether rows still arrive: pairs of a set that is complete are looked at once. `places` asks for the
    heat map.
    """

    guardrails: tuple[str, ...] = GUARDRAILS
    match: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    pair_by: tuple[str, ...] = ()
    growing: bool = True
    currency: str = "USD"
    places: bool = True


USUAL = CompareOptions()


def compare(
    source: Source, asked: TraceFilter, metrics: Sequence[Metric], options: CompareOptions = USUAL
) -> CompareReport:
    """Return the report of the reference side (A) against the current one (B).

    Raises:
        FilterError: an attribute that the store does not have.
        MetricError: a metric that the store cannot answer.
    """
    of, a, b = named_sides(asked)
    narrowed = occurring(source, asked)
    asked = asked.narrowed(*narrowed)
    metrics = tuple(one for one in metrics if one.kind != "total" or one.per)
    looked_at = options.match or options.dimensions
    dimensions = traffic_dimensions(source, asked, tuple(dict.fromkeys((*looked_at, *options.by))))
    _check_by(source, asked, options.by, dimensions)
    with held(source, asked, metrics, dimensions) as calls:
        every = screened(calls, metrics, dimensions)
        whole = every.totals.filter(pl.col("level") == 0)
        n_a, n_b = (int(whole.filter(pl.col("side") == side)["rows"].sum()) for side in (0, 1))
        seen = windows(source, asked, n_b, n_a)
        if asked.reference is None or not n_a or not n_b:
            return _nothing(source, asked, seen, (of, a, b), options)
        cases = read_cases(source, asked, metrics, options.pair_by)
        found = mixes(every, dimensions)
        still = out_of_balance(found, options.match)
        summary = summarise(calls, metrics, [calls.column(name) for name in still])
        matching = match(summary, () if cases else summary.keys)
        now = pace(source, asked)
        rows = judged(
            measured(summary, matching, metrics, cases, (n_a, n_b), growing=options.growing),
            options.guardrails,
            now,
            not_comparable=changed_rulers(source, asked, metrics),
        )
        is_apart = not cases and matching.unmatched > MOST_UNMATCHED
        if is_apart:
            rows = tuple(_not_comparable(one) for one in rows)
        places = _places(calls, every, metrics, rows, dimensions, options) if not is_apart else None
    balance = balances(summary, matching, found, still)
    matched_on = tuple(one.dimension for one in balance if one.matched)
    alone = tuple(f"both sides are narrowed to {chip}: {b} has no calls elsewhere" for chip in narrowed)
    notes = (*alone, *_notes(found, options.match, now, cases, a, b))
    said = Said(
        asked,
        a,
        b,
        of,
        rows,
        places,
        balance,
        matching.unmatched,
        (n_a, n_b),
        cases.pairs if cases else 0,
        matched_on,
        notes,
        options.currency,
    )
    return CompareReport(
        windows=seen,
        findings=findings_of(said),
        of=of,
        a=a,
        b=b,
        currency=options.currency,
        rows=rows,
        paired_by=cases.keys if cases else (),
        n_pairs=said.n_pairs,
        matched_on=matched_on,
        unmatched=cases.unmatched if cases else matching.unmatched,
        balance=balance,
        segments=places,
        notes=notes,
    )


def _check_by(source: Source, asked: TraceFilter, by: Sequence[str], known: Sequence[str]) -> None:
    for name in by:
        source.rows(asked).kind(name)
        if name not in known:
            raise FilterError(
                f"Segments by {name} are not possible: it is what is compared. Choose another attribute."
            )


def _places(
    calls: Gathered,
    every: Summary,
    metrics: Sequence[Metric],
    rows: Sequence[ComparedMetric],
    dimensions: Sequence[str],
    options: CompareOptions,
) -> SegmentGrid | None:
    if not options.places or not rows or not dimensions:
        return None
    chosen = headline(rows)
    metric = next(one for one in metrics if one.name == chosen.metric)
    by = options.by or telling_dimensions(calls, every, metric, dimensions)
    return grid(calls, metric, by, calls.asked.minimum_n) if by else None


def headline(rows: Sequence[ComparedMetric]) -> ComparedMetric:
    """Return the metric that the report is about: the first that got worse, else that changed, else the first."""
    told = sorted(rows, key=lambda one: (rank(one.verdict, one.direction), not one.is_guardrail))
    return told[0] if told[0].verdict is Verdict.CHANGED else rows[0]


def _not_comparable(one: ComparedMetric) -> ComparedMetric:
    return replace(one, verdict=Verdict.NOT_COMPARABLE, direction=Direction.NEUTRAL, needs=None, days=None)


def _notes(
    found: Sequence[Mix], named: Sequence[str], now: Pace, cases: Cases | None, a: str, b: str
) -> tuple[str, ...]:
    """Return what else differs between the two, and can be part of the difference."""
    released = [one for one in found if released_together(one, named)]
    together = [one.dimension for one in released if one.unmatched > MATTERS]
    mixed = [one.dimension for one in released if one.unmatched <= MATTERS]
    parts = "it is part" if len(together) == 1 else "they are part"
    notes = [f"{', '.join(together)} changed as well: {parts} of the difference"] if together else []
    if mixed:
        notes.append(f"the mix of {', '.join(mixed)} differs: versions are not held still")
    if not now.together:
        notes.append(
            f"{a} and {b} were not live on the same days: what else changed between them is part of the difference"
        )
    if cases and cases.unmatched > MOST_UNMATCHED:
        notes.append(f"{share(cases.unmatched)} of {b}'s calls have no partner and are left out")
    return tuple(notes)


def _nothing(
    source: Source,
    asked: TraceFilter,
    seen: Windows,
    names: tuple[str | None, str, str],
    options: CompareOptions,
) -> CompareReport:
    """Return the report where a side has no calls, or nothing was named to compare."""
    of, a, b = names
    if asked.reference is None:
        finding = Finding(
            Verdict.CANNOT_TELL,
            "empty",
            "Nothing is compared yet. Choose two versions after “against”, or two windows.",
            ("tidegauge show compare v6 v7",),
        )
    elif not seen.n_current:
        finding = no_match(source, asked)
    else:
        finding = Finding(
            Verdict.CANNOT_TELL,
            "empty",
            f"There are {count(seen.n_current)} calls of {b} and none of {a} in this window.",
            ("choose a longer window: --window 'last 60 days'",),
        )
    return CompareReport(seen, (finding,), of, a, b, options.currency)


def table(report: CompareReport) -> pl.DataFrame:
    """Return the metrics as a frame, a row each."""
    return pl.DataFrame([_flat(one) for one in report.rows], infer_schema_length=None)


def _flat(one: ComparedMetric) -> dict[str, object]:
    return {
        "metric": one.metric,
        "guardrail": one.is_guardrail,
        "verdict": one.verdict.value,
        "direction": one.direction.value,
        "a": one.a.value,
        "b": one.b.value,
        "difference": one.difference.value,
        "difference_low": one.difference.low,
        "difference_high": one.difference.high,
        "unit": one.unit,
        "p_value": one.p_value,
        "p_adjusted": one.adjusted,
        "n_a": one.n_a,
        "n_b": one.n_b,
        "coverage": one.coverage,
        "paired": one.paired,
        "test": one.test,
        "sees": one.sees,
        "more_calls": one.needs,
        "more_days": one.days,
    }
