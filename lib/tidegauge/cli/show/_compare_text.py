"""The page Compare as plain text."""

from collections.abc import Iterator

from tidegauge import formats
from tidegauge.cli.show._text import aligned, finding_lines, inert, windows_line
from tidegauge.reports._traces.text import first_line
from tidegauge.reports._versions_compared.records import ComparedMetric, CompareReport
from tidegauge.reports._versions_compared.texts import (
    change_words,
    difference_text,
    how_words,
    needs_words,
    segment_change,
    value_words,
)

MOST_CELLS, MOST_PAIRS, MOST_WORDS = 8, 2, 8
LONGEST = 400


def compare_lines(report: CompareReport) -> Iterator[str]:
    """Yield the lines of the report."""
    yield windows_line(report.windows)
    yield ""
    yield from finding_lines(report.findings[:1])
    if not report.rows:
        return
    yield inert(how_words(report))
    yield ""
    head = ["Metric", "Verdict", report.a, report.b, "Difference", f"n {report.a}", f"n {report.b}", "Needs"]
    yield from aligned([head, *(_row(one, report.currency) for one in report.rows)])
    yield from _balance(report)
    yield from _segments(report)
    yield from _words(report)
    yield from _pairs(report)


def _row(one: ComparedMetric, currency: str) -> list[str]:
    return [
        f"{'* ' if one.is_guardrail else '  '}{one.label}",
        formats.verdict_words(one.verdict, one.direction, one.rising),
        value_words(one.a, one, currency),
        value_words(one.b, one, currency),
        change_words(one, currency),
        formats.count(one.n_a),
        formats.count(one.n_b),
        needs_words(one),
    ]


def _balance(report: CompareReport) -> Iterator[str]:
    if not report.balance:
        return
    rows = [
        [
            one.dimension,
            formats.decimal(one.before, 2),
            formats.decimal(one.after, 2),
            "held still" if one.matched else "",
            formats.share(one.unmatched),
        ]
        for one in report.balance
    ]
    yield ""
    yield from aligned([["Traffic", "apart", "after", "", "unmatched"], *rows])


def _segments(report: CompareReport) -> Iterator[str]:
    found = report.segments
    if found is None or not found.rows:
        return
    rows = [
        [
            *one.values.values(),
            formats.verdict_words(one.verdict, one.direction, one.rising),
            segment_change(one, report),
            formats.share(one.share),
        ]
        for one in found.rows[:MOST_CELLS]
    ]
    yield ""
    yield from aligned([[*found.by, "Verdict", found.label, "Traffic"], *rows])


def _words(report: CompareReport) -> Iterator[str]:
    if not report.words:
        return
    rows = [
        [f"“{one.text}”", formats.share(one.a), formats.share(one.b)] for one in report.words[:MOST_WORDS]
    ]
    yield ""
    yield from aligned([["What changed in the words", report.a, report.b], *rows])


def _pairs(report: CompareReport) -> Iterator[str]:
    for one in report.pairs[:MOST_PAIRS]:
        yield ""
        yield inert(f"{one.case}: {first_line(one.input_text, LONGEST) or formats.MISSING}")
        yield inert(f"  {difference_text(one)[:LONGEST]}")
