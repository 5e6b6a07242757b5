"""`tidegauge show feedback`."""

import click
import polars as pl

from tidegauge.cli.show._options import Question, filter_options, print_options
from tidegauge.cli.show._text import aligned, finding_lines, inert, windows_line
from tidegauge.findings import Verdict
from tidegauge.reports._feedback.findings import SATISFACTION, SURVIVORSHIP
from tidegauge.reports._feedback.records import (
    FeedbackReport,
    RatedContrast,
    SatisfactionEstimate,
    SurvivorshipWarning,
)
from tidegauge.reports._feedback.texts import (
    WARNING,
    contrast_words,
    estimate_words,
    feedback_words,
    measure_words,
    segment_words,
)
from tidegauge.reports.feedback import feedback, table
from tidegauge.reports.feedback_dimension import feedback_dimensions
from tidegauge.reports.source import Source


@click.command("feedback")
@click.option("--by", help="The dimension of the segments. Default: feature, or the first that divides.")
@filter_options
@print_options
def COMMAND(  # noqa: N802  listed
    question: Question, by: str | None
) -> tuple[FeedbackReport, pl.DataFrame, str]:
    """Whose satisfaction it is: thumbs, who leaves without, and what all sessions would say."""
    settings = question.settings
    source = Source(question.store, settings.dimensions)
    dimension = by or next(
        iter(feedback_dimensions(source, question.asked, settings.default_dimensions)), None
    )
    report = feedback(source, question.asked, dimension, settings.feedback)
    return report, table(report), _text(report)


def _text(report: FeedbackReport) -> str:
    lines = [windows_line(report.windows), *feedback_words(report), "", *_findings(report)]
    if not report.explicit.sessions:
        return "\n".join(lines)
    lines += ["", report.explicit.sentence, "", *_estimates(report.estimates)]
    lines += ["", *_contrasts(report.rated_vs_unrated), report.direction, report.standing]
    lines += ["", *(inert(one.sentence) for one in _told(report))] if report.warnings else []
    lines += ["", *_signals(report), "", *_segments(report)]
    return "\n".join([*lines, *([report.offer.sentence] if report.offer else [])])


def _findings(report: FeedbackReport) -> list[str]:
    """A warning is no change between two windows: it has a name of its own."""
    lines = finding_lines(report.findings)
    for place, one in enumerate(report.findings):
        if one.kind == SURVIVORSHIP:
            lines[2 * place] = inert(f"[{WARNING}] {one.sentence}")
        elif one.kind == SATISFACTION and one.verdict is not Verdict.CANNOT_TELL:
            lines[2 * place] = inert(one.sentence)
    return lines


def _told(report: FeedbackReport) -> tuple[SurvivorshipWarning, ...]:
    """Where a rule fires for all sessions, that is said; what it does in each segment stands in the table."""
    return tuple(one for one in report.warnings if not one.segment) or report.warnings


def _estimates(rows: tuple[SatisfactionEstimate, ...]) -> list[str]:
    head = ["How many are satisfied?", "", "What it assumes"]
    return aligned([head, *([one.label, estimate_words(one), one.refused or one.assumes] for one in rows)])


def _contrasts(rows: tuple[RatedContrast, ...]) -> list[str]:
    return aligned([["", "Rated", "Unrated", "Difference"], *(contrast_words(one) for one in rows)])


def _signals(report: FeedbackReport) -> list[str]:
    rows = [["Signal", "Now", "Before", ""]]
    for one in report.signals:
        before = measure_words(one.reference, one.unit) if one.reference else ""
        derived = f"derived: {one.rule}" if one.derived else ""
        rows.append([one.label, measure_words(one.current, one.unit), before, derived])
    return aligned(rows)


def _segments(report: FeedbackReport) -> list[str]:
    if not report.segments:
        return []
    head = [report.by or "", "Verdict", "Sessions", "Rated", "Thumbs-up", "Satisfied, corrected", "Left"]
    rows = [segment_words(one, compared=report.windows.reference is not None) for one in report.segments]
    return [*aligned([head, *rows]), ""]
