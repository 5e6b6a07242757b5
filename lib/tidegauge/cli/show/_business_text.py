"""The page Business as plain text."""

from collections.abc import Iterator

from tidegauge import formats
from tidegauge.cli.show._text import aligned, finding_lines, inert, metric_lines, windows_line
from tidegauge.reports._business.records import BusinessReport
from tidegauge.reports._business.texts import (
    business_words,
    change_words,
    delay_words,
    ends_words,
    gain_words,
    held_words,
    lead_words,
    slice_rows,
    value_words,
)

MOST, LEADS = 12, 5


def business_lines(report: BusinessReport) -> Iterator[str]:
    """Yield the lines of the report."""
    yield windows_line(report.windows)
    yield from (inert(fact) for fact in business_words(report))
    yield ""
    yield from finding_lines(report.findings)
    yield from map(inert, report.notes)
    if not report.outcomes:
        return
    yield ""
    yield from metric_lines(report.outcomes, report.currency)
    yield inert(delay_words(report.delay))
    yield from _versions(report)
    yield from _decisions(report)
    yield from _scores(report)
    yield from _leads(report)
    yield from _slice(report)
    yield from _changes(report)
    yield from _allocation(report)


def _label(report: BusinessReport) -> str:
    return next(one.label for one in report.outcomes if one.metric == report.outcome)


def _unit(report: BusinessReport) -> str:
    return next(one.unit for one in report.outcomes if one.metric == report.outcome)


def _versions(report: BusinessReport) -> Iterator[str]:
    if not report.versions:
        return
    rows = [
        [
            one.value,
            value_words(one.measure, _unit(report), report.currency),
            formats.verdict_words(one.verdict, one.direction) if one.difference else "",
            formats.count(one.calls),
        ]
        for one in report.versions
    ]
    yield ""
    yield from aligned([[report.version or "", _label(report), "Against the others", "Calls"], *rows])


def _decisions(report: BusinessReport) -> Iterator[str]:
    if report.decisions is None:
        return
    rows = [
        [
            one.value,
            formats.verdict_words(one.comparison.verdict, one.comparison.direction, one.comparison.rising),
            ends_words(one.comparison, report.currency),
            change_words(one.comparison, report.currency),
        ]
        for one in report.decisions.shares
    ]
    yield ""
    yield from aligned([["Decision", "Verdict", "Share", "Change"], *rows])


def _scores(report: BusinessReport) -> Iterator[str]:
    if report.scores is None:
        return
    yield ""
    yield from metric_lines(report.scores.comparisons, report.currency)


def _leads(report: BusinessReport) -> Iterator[str]:
    yield ""
    if report.leads_note:
        yield inert(report.leads_note)
    rows = [
        [
            lead_words(one),
            formats.verdict_words(one.verdict),
            f"{formats.decimal(one.correlation.value, 2)} {formats.interval(one.correlation.low, one.correlation.high)}",
            f"{one.n} {one.unit}",
        ]
        for one in report.leads[:LEADS]
    ]
    if rows:
        yield from aligned([["What leads what", "Verdict", "Correlation", "n"], *rows])


def _slice(report: BusinessReport) -> Iterator[str]:
    one = report.random_slice
    if one is None:
        return
    yield ""
    rows = [[label, text, n] for label, text, n in slice_rows(one, report.currency)]
    yield from aligned([[f"{one.chip}: {one.label}", "", "Sessions"], *rows])
    yield inert(one.sentence)


def _changes(report: BusinessReport) -> Iterator[str]:
    if not report.changes:
        return
    rows = [
        [
            formats.moment(one.at, report.windows.time_zone),
            one.change,
            formats.verdict_words(one.verdict, one.direction),
            formats.difference(one.effect, _unit(report), currency=report.currency),
            gain_words(one, report.worth_unit, report.currency),
            held_words(one),
        ]
        for one in report.changes
    ]
    yield ""
    yield from aligned(
        [["When", "Change", "Verdict", _label(report), f"{report.worth} a week", "Held against"], *rows]
    )


def _allocation(report: BusinessReport) -> Iterator[str]:
    if not report.allocation:
        return
    rows = [
        [
            one.value,
            formats.verdict_words(one.outcome.verdict, one.outcome.direction, one.outcome.rising),
            ends_words(one.share, report.currency),
            ends_words(one.outcome, report.currency),
            change_words(one.outcome, report.currency),
            formats.count(one.calls),
        ]
        for one in report.allocation[:MOST]
    ]
    yield ""
    head = [report.by or "", "Verdict", f"Share of {report.allocation_of}", _label(report), "Change", "Calls"]
    yield from aligned([head, *rows])
