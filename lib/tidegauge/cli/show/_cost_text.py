"""The page Cost as plain text."""

from collections.abc import Iterator

from tidegauge import formats
from tidegauge.cli.show._service_text import service_lines
from tidegauge.cli.show._text import aligned, finding_lines, inert, metric_lines, windows_line
from tidegauge.reports._cost.records import CostReport
from tidegauge.reports._cost.texts import (
    budget_name,
    cost_words,
    crossed_words,
    end_words,
    forecast_words,
    limit_words,
    line_value,
    part_words,
    signed_money,
    spender_change,
    top_words,
)

MOST = 12


def cost_lines(report: CostReport) -> Iterator[str]:
    """Yield the lines of the report."""
    yield windows_line(report.windows)
    yield from (inert(fact) for fact in cost_words(report))
    yield ""
    yield from finding_lines(report.findings)
    if not report.windows.n_current:
        return
    yield from _split(report)
    yield ""
    every = [report.spend, *report.figures, *([report.quality] if report.quality else [])]
    yield from metric_lines([one for one in every if one is not None], report.currency)
    yield from _lines(report)
    if report.per_call is not None:
        yield from finding_lines([report.per_call.finding])
    yield from _budgets(report)
    yield from _spenders(report)
    yield from _unknown(report)
    yield from _rechecks(report)
    if report.service is not None:
        yield from service_lines(report.service, report.windows.time_zone)


def _split(report: CostReport) -> Iterator[str]:
    if report.split is None:
        return
    yield ""
    whole = signed_money(report.split.total, report.currency)
    rows = [[one.label, part_words(one, report.currency)] for one in report.split.parts]
    yield from aligned([["Why spend changed", ""], *rows, ["total change", whole]])


def _lines(report: CostReport) -> Iterator[str]:
    for one in report.lines:
        yield inert(f"{one.name}: {line_value(one, report.currency)} ({one.note})")


def _budgets(report: CostReport) -> Iterator[str]:
    yield from map(inert, report.notes)
    if not report.budgets:
        return
    rows = [
        [
            budget_name(one),
            limit_words(one, report.currency),
            formats.share(one.share),
            end_words(one, report.currency),
        ]
        for one in report.budgets
    ]
    yield ""
    yield from aligned([["Budget", "Limit", "Used", "Where it ends"], *rows])
    yield from map(inert, crossed_words(report))
    yield from ([inert(forecast_words(report))] if forecast_words(report) else [])


def _spenders(report: CostReport) -> Iterator[str]:
    if not report.spenders:
        return
    rows = [
        [
            one.value,
            formats.verdict_words(one.verdict, one.direction) if one.reference is not None else "",
            formats.money(one.spend, report.currency),
            spender_change(one, report.currency),
            one.why,
        ]
        for one in report.spenders[:MOST]
    ]
    yield ""
    yield from aligned([[report.who or "", "Verdict", "Spend", "Change", "Why"], *rows])
    yield inert(top_words(report))


def _unknown(report: CostReport) -> Iterator[str]:
    if not report.coverage.unknown:
        return
    rows = [
        [one.model, one.why, formats.count(one.calls), formats.count(one.tokens) if one.tokens else "–"]
        for one in report.coverage.unknown[:MOST]
    ]
    yield ""
    yield from aligned([["Cost not known", "Because", "Calls", "Tokens"], *rows])


def _rechecks(report: CostReport) -> Iterator[str]:
    if not report.rechecks:
        return
    rows = [
        [
            one.model,
            *(formats.money(amount, report.currency) for amount in (one.recorded, one.computed)),
            formats.money(one.unchecked, report.currency) if one.unchecked else "",
            one.reason,
        ]
        for one in report.rechecks[:MOST]
    ]
    yield ""
    yield from aligned(
        [
            [
                "Recorded against the price list",
                "Recorded",
                "By the list",
                "Not to be checked",
                "Likely reason",
            ],
            *rows,
        ]
    )
