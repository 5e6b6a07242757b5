"""The Judge page as plain text for a terminal."""

from collections.abc import Iterator

from tidegauge import formats
from tidegauge.cli.show._text import aligned, finding_lines, inert, windows_line
from tidegauge.reports._judge.report import JudgeReport
from tidegauge.reports._judge.texts import (
    coverage_facts,
    effect_text,
    mark,
    measure_text,
    quality_text,
    sampling_text,
    share_text,
    silence_text,
)

_STATES = {"found": "! ", "none": "○ ", "untested": "? "}


def judge_lines(report: JudgeReport) -> Iterator[str]:
    """Yield the report's lines."""
    yield windows_line(report.windows)
    yield inert(" · ".join(coverage_facts(report.coverage, report.windows)))
    yield ""
    yield from finding_lines(report.findings)
    for title, rows in _tables(report):
        if len(rows) > 1:
            yield ""
            yield title
            yield from aligned(rows)
    if report.sampling is not None:
        yield ""
        yield inert(sampling_text(report.sampling, report.sampling.rate))


def _tables(report: JudgeReport) -> Iterator[tuple[str, list[list[str]]]]:
    yield "Quality", [["What", "Value", "Method", "Judged", "Labelled"], *quality_text(report)]
    yield "The ruler", list(_judges(report))
    yield "Ruler or product", list(_ruler(report))
    yield f"Share of answers by score: {report.name}", list(_distribution(report))
    yield "Agreement", list(_agreement(report))
    yield "Known biases", list(_biases(report))
    yield "Same inputs, now against before", list(_same_inputs(report))
    yield f"By {report.by}", list(_segments(report))


def _judges(report: JudgeReport) -> Iterator[list[str]]:
    zone, end = report.windows.time_zone, report.windows.current.end
    yield ["Judge", "First", "Last", "Scores", "Share", "Mean"]
    for one in report.versions:
        mean = one.mean if one.n_current else one.mean_reference
        times = (formats.moment(at, zone, end) for at in (one.first, one.last))
        name = one.evaluator or "no name recorded"
        yield [name, *times, formats.count(one.n), formats.share(one.share), measure_text(mean)]


def _ruler(report: JudgeReport) -> Iterator[list[str]]:
    yield ["What", "Moved", "n", "Says"]
    for one in report.ruler:
        yield [one.label, effect_text(one.effect), formats.count(one.n), one.says]


def _distribution(report: JudgeReport) -> Iterator[list[str]]:
    yield ["Score", "Now", "Before"]
    for one in report.distribution:
        yield [mark(one.value), formats.share(one.share), formats.share(one.share_reference)]
    for silence in report.coverage.silent:
        yield silence_text(silence)


def _agreement(report: JudgeReport) -> Iterator[list[str]]:
    yield ["Raters", "Measure", "Value", "Of"]
    for one in report.agreement:
        yield [one.label, one.measure, measure_text(one.value), one.note]


def _biases(report: JudgeReport) -> Iterator[list[str]]:
    yield ["Bias", "What was found"]
    for one in report.biases:
        yield [_STATES[one.state] + one.name, one.sentence]


def _same_inputs(report: JudgeReport) -> Iterator[list[str]]:
    yield ["Now preferred", "Share"]
    equal = report.length_controlled
    if equal is not None:
        yield ["as scored", share_text(equal.raw)]
        yield ["at equal length", share_text(equal.controlled)]


def _segments(report: JudgeReport) -> Iterator[list[str]]:
    yield [str(report.by), "Now", "Before", "Difference", "Verdict", "n"]
    for one in report.segments:
        verdict = formats.verdict_words(one.verdict, one.direction) if one.reference else ""
        sides = (measure_text(one.current), measure_text(one.reference), effect_text(one.difference))
        yield [one.segment[:48], *sides, verdict, formats.count(one.current.n)]
