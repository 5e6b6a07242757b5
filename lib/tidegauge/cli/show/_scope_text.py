"""The page Scope as plain text."""

from collections.abc import Iterator
from datetime import datetime

from tidegauge import formats
from tidegauge.cli.show._text import aligned, finding_lines, inert, windows_line
from tidegauge.reports._scope.amounts import before_now, signed, split
from tidegauge.reports._scope.events import called
from tidegauge.reports._scope.names import pairs, row_name
from tidegauge.reports._scope.records import ScopeReport, ScopeRow


def scope_lines(report: ScopeReport, currency: str, seconds: str) -> Iterator[str]:
    """Yield the lines: windows, the sentence, the rows that add up, and which change fits each cause."""
    yield windows_line(report.windows)
    yield ""
    yield from finding_lines(report.findings)
    if not report.rows:
        return
    yield ""
    yield from aligned(list(_rows(report, currency)))
    explained = report.causes or ((report.total,) if report.total else ())
    for row in explained:
        if row.isolated or row.aliases:
            yield ""
            yield from _changes(row, report.windows.time_zone, report.windows.current.end)
    yield ""
    yield from _notes(report)
    yield f"Searched in {seconds}."


def _rows(report: ScopeReport, currency: str) -> Iterator[list[str]]:
    yield [
        "Segment",
        "Verdict",
        "Adds",
        "by itself",
        "by traffic",
        "Before → now",
        "Calls",
        "Since",
    ]
    zone, now = report.windows.time_zone, report.windows.current.end
    whole = max((abs(row.change) for row in report.rows), default=0.0)
    for row in report.rows:
        yield [
            row_name(row),
            formats.verdict_words(row.verdict, row.direction, row.rising),
            signed(row.change, report.metric, currency, whole),
            *split(row, report.metric, currency, whole),
            before_now(row.reference, row.current, report.metric, currency),
            formats.count(row.n),
            formats.moment(row.onset.at, zone, now) if row.onset else "",
        ]


def _changes(row: ScopeRow, zone: str, now: datetime) -> Iterator[str]:
    yield inert(f"{row_name(row)}: {row.isolated}".rstrip(": "))
    for also in row.aliases:
        yield inert(f"    the same calls: {pairs(also)}")
    for one in row.changes:
        at = formats.moment(one.change.at, zone, now)
        yield inert(f"    [{one.verdict}] {called(one.change)}, {at}: {' · '.join(one.reasons)}")


def _notes(report: ScopeReport) -> Iterator[str]:
    if report.apart:
        yield inert(f"Left out, because no value is in both windows: {', '.join(report.apart)}.")
    if report.pooled:
        yield inert(f"Searched by their 200 most frequent values only: {', '.join(report.pooled)}.")
    if report.periods > 1:
        yield f"Compared with the calmer {report.periods} periods of the comparison."
