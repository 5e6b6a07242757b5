"""`tidegauge show health`."""

import click
import polars as pl

from tidegauge import formats
from tidegauge.cli.show._options import Question, filter_options, print_options
from tidegauge.cli.show._text import aligned, finding_lines, windows_line
from tidegauge.clock import now
from tidegauge.reports._health.columns import ColumnHealth
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
    lines = [windows_line(report.windows), "", *finding_lines(report.findings), "", *_column_lines(report)]
    return report, shown, "\n".join(lines)


_HEAD = ["Column", "Verdict", "Recorded", "Before", "Change", "n", "Among", "Distinct", "New", "Gone"]
_LONGEST = 32


def _column_lines(report: HealthReport) -> list[str]:
    return aligned([_HEAD, *map(_cells, report.columns)])


def _cells(column: ColumnHealth) -> list[str]:
    before = column.reference
    return [
        column.name,
        formats.verdict_words(column.verdict, column.direction, column.rising) if before else "",
        formats.share(column.current.value),
        formats.share(before.value) if before else "",
        formats.difference(column.difference, "share") if before else "",
        formats.count(column.current.n),
        f"{column.of} spans" if column.of else "all spans",
        formats.MISSING if column.distinct is None else formats.count(column.distinct),
        _cut(", ".join(value.value for value in column.new_values)),
        _cut(", ".join(value.value for value in column.gone_values)),
    ]


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
