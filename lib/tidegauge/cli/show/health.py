"""`tidegauge show health`."""

import click
import polars as pl

from tidegauge.cli.show._options import Question, filter_options, now, print_options
from tidegauge.cli.show._text import finding_lines, frame_lines, windows_line
from tidegauge.reports.dimensions import known_dimensions
from tidegauge.reports.health import HealthReport, health, table
from tidegauge.reports.source import Source


@click.command("health")
@filter_options
@print_options
def COMMAND(question: Question) -> tuple[HealthReport, pl.DataFrame, str]:  # noqa: N802  listed
    """Whether today's numbers can be trusted: coverage, freshness, duplicates, quarantine."""
    source = Source(question.store, question.settings.dimensions)
    screen = known_dimensions(source, question.asked, question.settings.default_dimensions)
    report = health(source, question.asked, screen=screen, now=now())
    shown = table(report)
    lines = [windows_line(report.windows), "", *finding_lines(report.findings), "", *frame_lines(shown)]
    return report, shown, "\n".join(lines)
