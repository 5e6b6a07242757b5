"""The Judge page as plain text for a terminal."""

from collections.abc import Iterator

from tidegauge import formats
from tidegauge.cli.show._text import aligned, finding_lines, inert, windows_line
from tidegauge.reports._judge.report import JudgeReport
from tidegauge.reports._judge.texts import (
    cost_words,
    coverage_facts,
    effect_text,
    mark,
    measure_text,
    quality_text,
    role,
    sampling_text,
    segments_judges,
    share_text,
    silence_text,
)
from tidegauge.reports._judge.words import short

_QUALITY = ["What", "Value", "Method", "Judged", "Labelled"]
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
        if cost := cost_words(report.sampling):
            yield inert(cost)


def _tables(report: JudgeReport) -> Iterator[tuple[str, list[list[str]]]]:
    yield "Answers that pass, and their mean score", [_QUALITY, *quality_text(report)]
    yield "Judges: first and last call of both windows", list(_judges(report))
    yield "Ruler or product", list(_ruler(report))
    yield f"Share of answers by score: {report.name}", list(_distribution(report))
    yield "Agreement", list(_agreement(report))
    yield "Known biases", list(_biases(report))
    yield "Same inputs, now against before", list(_same_inputs(report))
    yield f"By {report.by}{segments_judges(report)}", list(_segments(report))
    yield "Every score, by judge", list(_scores(report))


def _judges(report: JudgeReport) -> Iterator[list[str]]:
    zone, end = report.windows.time_zone, report.windows.current.end
    yield ["Judge", "", "Mean now", "n now", "Mean before", "n before", "First", "Last"]
    for one in (*report.versions, *report.others):
        times = (formats.moment(at, zone, end) for at in (one.first, one.last))
        now = (measure_text(one.mean), formats.count(one.n_current))
        before = (measure_text(one.mean_reference), formats.count(one.n_reference))
        yield [one.evaluator or "no name recorded", role(report, one), *now, *before, *times]


def _scores(report: JudgeReport) -> Iterator[list[str]]:
    yield ["Score", "Judge", "Now", "n now", "Before", "n before", "No score", "Not applicable", "Labels"]
    for one in report.scores:
        before = one.reference
        sides = (measure_text(one.current), formats.count(one.current.n), measure_text(before))
        silent = (formats.count(one.n_silent), formats.count(one.inapplicable), formats.count(one.n_human))
        yield [one.name[:48], short(one.evaluator), *sides, formats.count(before.n if before else 0), *silent]


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
    yield ["Raters", "Measure", "On", "Value", "Of"]
    for one in report.agreement:
        yield [one.label, one.measure, one.on, measure_text(one.value), one.note]


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
        compared = one.reference is not None and one.reference.n > 0
        verdict = formats.verdict_words(one.verdict, one.direction) if compared else ""
        sides = (measure_text(one.current), measure_text(one.reference), effect_text(one.difference))
        yield [one.segment[:48], *sides, verdict, formats.count(one.current.n)]
