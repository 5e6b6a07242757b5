"""The service section of the page Cost as plain text."""

from collections.abc import Iterator

from tidegauge import formats
from tidegauge.cli.show._text import aligned, finding_lines, inert, metric_lines
from tidegauge.reports._records import Segment
from tidegauge.reports._service.records import ServiceReport
from tidegauge.reports._service.texts import (
    alert_words,
    end_words,
    good_words,
    left_words,
    load_words,
    objective_words,
    pace_words,
)

MOST = 12


def service_lines(report: ServiceReport, zone: str) -> Iterator[str]:
    """Yield the lines of the section."""
    yield ""
    yield "Service"
    yield from finding_lines(report.findings)
    yield from (inert(note) for note in report.notes)
    if report.load is not None:
        yield inert(
            f"{formats.decimal(report.load.a_minute.value)} calls a minute, {load_words(report.load, zone)}"
        )
    if report.figures:
        yield from metric_lines(report.figures, "USD")
    yield from _rows(report)
    yield from _slos(report, zone)


def _rows(report: ServiceReport) -> Iterator[str]:
    if not report.rows:
        return
    labels = [one.label for one in report.rows[0].comparisons]
    head = [report.by or "", "Calls", *labels]
    yield ""
    yield from aligned([head, *(_row(row) for row in report.rows[:MOST])])


def _row(row: Segment) -> list[str]:
    (name,) = row.values.values()
    cells = []
    for one in row.comparisons:
        bounds = formats.interval(one.current.low, one.current.high, "ms", of=one.current.value)
        cells.append(f"{formats.duration(one.current.value)} {bounds}".strip())
    return [f"rest ({row.pooled})" if row.pooled else name, formats.count(row.n_current), *cells]


def _slos(report: ServiceReport, zone: str) -> Iterator[str]:
    if not report.slos:
        return
    head = [
        "Objective",
        "Of calls",
        "Good",
        "n",
        "Budget left",
        "Last day burns",
        "Alert",
        "It ends",
        "Verdict",
    ]
    rows = [
        [
            one.name,
            objective_words(one),
            good_words(one),
            formats.count(one.n),
            left_words(one),
            pace_words(one),
            alert_words(one),
            end_words(one, zone),
            formats.verdict_words(one.verdict, one.direction),
        ]
        for one in report.slos
    ]
    yield ""
    yield from aligned([head, *rows])
