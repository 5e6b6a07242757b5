"""The Agreement page as plain text for a terminal."""

from collections.abc import Iterator

from tidegauge import formats
from tidegauge.cli.show._text import aligned, finding_lines, inert, windows_line
from tidegauge.reports._agreement.records import AgreementReport
from tidegauge.reports._agreement.sentence import LABELS
from tidegauge.reports._agreement.texts import (
    drift_text,
    labels_facts,
    leaning_text,
    measures,
    named,
    said_by,
    stands_on,
)
from tidegauge.reports._judge.texts import measure_text, share_text

MOST = 15


def agreement_lines(report: AgreementReport) -> Iterator[str]:
    """Yield the report's lines."""
    yield windows_line(report.windows)
    yield inert(" · ".join(labels_facts(report)))
    yield ""
    yield from _finding(report)
    for title, rows in _tables(report):
        if len(rows) > 1:
            yield ""
            yield inert(title)
            yield from aligned(rows)


def _finding(report: AgreementReport) -> Iterator[str]:
    (found,) = report.findings
    lines = finding_lines(report.findings)
    label = LABELS.get(found.kind)
    yield from [inert(f"[{label}] {found.sentence}"), *lines[1:]] if label else lines


def _tables(report: AgreementReport) -> Iterator[tuple[str, list[list[str]]]]:
    name = str(report.name)[:48]
    yield "Agreement by score", list(_scores(report))
    yield f"Every measure of {name}", list(_measures(report))
    yield f"Reviewer pairs on {name}, lowest kappa first", list(_pairs(report))
    yield f"Reviewers against the others on {name}", list(_reviewers(report))
    yield f"{name} by {str(report.by)[:48]}", list(_segments(report))
    yield f"Known answers that reviewers labelled right on {name}", list(_qualified(report))
    yield f"Different labels on {name}, those that wait for a decision first", list(_disagreements(report))


def _scores(report: AgreementReport) -> Iterator[list[str]]:
    yield ["Score", "Measure", "Value", "Agreed", "Commonest answer", "Double labels", "Labels"]
    for one in report.scores:
        found = one.coefficients
        cells = ["", formats.MISSING, "", ""]
        if found is not None:
            cells = [found.measure, measure_text(found.headline), share_text(found.agreed), found.common]
        yield [one.name[:48], *cells, formats.count(one.doubles), formats.count(one.labels)]


def _measures(report: AgreementReport) -> Iterator[list[str]]:
    yield ["Measure", "Value"]
    found = next((one.coefficients for one in report.scores if one.name == report.name), None)
    yield from (list(row) for row in (measures(found) if found else ()))


def _pairs(report: AgreementReport) -> Iterator[list[str]]:
    yield ["Reviewer", "Reviewer", "Kappa", "Agreed", "n"]
    for one in report.pairs[:MOST]:
        found = one.coefficients
        numbers = [measure_text(found.kappa), share_text(found.agreed), formats.count(found.answers)]
        yield [named(one.first), named(one.second), *numbers]


def _reviewers(report: AgreementReport) -> Iterator[list[str]]:
    yield ["Reviewer", "Kappa", "Above or below", "Moved", "Shared", "Labels"]
    for one in report.reviewers[:MOST]:
        sizes = (formats.count(one.shared), formats.count(one.labels))
        yield [named(one.name), measure_text(one.kappa), leaning_text(one), drift_text(one), *sizes]


def _segments(report: AgreementReport) -> Iterator[list[str]]:
    yield ["Segment", "Value", "Stands on"]
    for one in report.segments[:MOST]:
        yield [one.segment[:48], measure_text(one.coefficients.headline), stands_on(one.coefficients)]


def _qualified(report: AgreementReport) -> Iterator[list[str]]:
    yield ["Reviewer", "Right", "Of", "Share"]
    for one in report.qualified[:MOST]:
        yield [named(one.name), formats.count(one.right), formats.count(one.n), share_text(one.share)]


def _disagreements(report: AgreementReport) -> Iterator[list[str]]:
    zone, end = report.windows.time_zone, report.windows.current.end
    yield ["Trace", "Labels", "By", "Decision", "Labelled", "Sample"]
    for one in report.disagreements[:MOST]:
        at = formats.moment(one.said_at, zone, end)
        text = (one.text or formats.MISSING)[:60]
        yield [one.trace_id[:48], *said_by(one), one.decision or "waits", at, text]
