"""`tidegauge show drift`."""

import click
import polars as pl

from tidegauge import formats
from tidegauge.cli.show._options import Question, filter_options, print_options
from tidegauge.cli.show._text import aligned, finding_lines, windows_line
from tidegauge.metrics.choice import available_metrics
from tidegauge.reports._drift.records import DriftReport, DriftRow
from tidegauge.reports.drift import drift, table
from tidegauge.reports.drift_by import drift_by
from tidegauge.reports.drift_together import drift_together
from tidegauge.reports.source import Source


@click.command("drift")
@click.option(
    "--together",
    is_flag=True,
    help="Against the same hours of yesterday and of last week alike, with the traffic held still; instead of --compare.",
)
@click.option("--by", help="Divide the table by a dimension: its most frequent values, corrected over all.")
@filter_options
@print_options
def COMMAND(question: Question, together: bool, by: str | None) -> tuple[DriftReport, pl.DataFrame, str]:  # noqa: N802  listed
    """What is different between the two windows, column by column and kind by kind."""
    settings, catalog = question.settings, question.store.catalog()
    source, metrics = Source(question.store, settings.dimensions), available_metrics(settings, catalog)
    asked, dimensions, own = question.asked, settings.default_dimensions, tuple(settings.metrics)
    if together and by:
        raise click.UsageError("--together holds traffic still by itself: leave out --by, or --together.")
    if together:
        report = drift_together(source, asked, metrics, dimensions, own=own, currency=settings.currency)
    elif by:
        report = drift_by(
            source,
            asked,
            metrics,
            by,
            dimensions,
            own=own,
            currency=settings.currency,
            rules=settings.drift,
        )
    else:
        report = drift(
            source, asked, metrics, dimensions, own=own, currency=settings.currency, rules=settings.drift
        )
    return report, table(report), _text(report, question.asked.time_zone)


def _text(report: DriftReport, time_zone: str) -> str:
    lines = [windows_line(report.windows), "", *finding_lines(report.findings[:5])]
    if report.rows:
        lines += ["", *aligned([_HEAD, *(_cells(one, report, time_zone) for one in report.rows)])]
    return "\n".join(lines)


_HEAD = ["What", "Verdict", "Before", "Now", "Size", "Since", "Rows"]


def _cells(one: DriftRow, report: DriftReport, time_zone: str) -> list[str]:
    since = formats.moment(one.onset.at, time_zone, report.windows.current.end) if one.onset else ""
    return [
        f"{one.kind.value} · {one.what}",
        formats.verdict_words(one.verdict, one.direction),
        one.before,
        one.now,
        one.size,
        since,
        formats.share(one.coverage),
    ]
