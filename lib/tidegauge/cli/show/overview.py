"""`tidegauge show overview`."""

import click
import polars as pl

from tidegauge.cli.show._metric_names import split_metrics
from tidegauge.cli.show._options import Question, filter_options, print_options
from tidegauge.cli.show._text import finding_lines, metric_lines, windows_line
from tidegauge.metrics.choice import chosen_metrics, overview_metrics, watched_metrics
from tidegauge.reports.dimensions import known_dimensions
from tidegauge.reports.overview import OverviewReport, overview, table
from tidegauge.reports.source import Source


@click.command("overview")
@click.option(
    "--metric",
    "names",
    multiple=True,
    callback=split_metrics,
    help="Metrics or expressions, separated by commas. Or repeat. Default: the settings' overview.",
)
@filter_options
@print_options
def COMMAND(question: Question, names: tuple[str, ...]) -> tuple[OverviewReport, pl.DataFrame, str]:  # noqa: N802  listed
    """What changed, most important first, then the key numbers."""
    settings, catalog = question.settings, question.store.catalog()
    source = Source(question.store, settings.dimensions)
    metrics = chosen_metrics(names, settings, catalog) or overview_metrics(settings, catalog)
    watched = () if names else watched_metrics(settings, catalog)
    dimensions = known_dimensions(source, question.asked, settings.default_dimensions)
    report = overview(source, question.asked, metrics, dimensions, watched, currency=settings.currency)
    return report, table(report), _text(report, settings.currency)


def _text(report: OverviewReport, currency: str) -> str:
    # Without a call the headline is the finding itself.
    headline = [report.headline] if report.windows.n_current else []
    lines = [windows_line(report.windows), "", *headline, *finding_lines(report.findings), ""]
    return "\n".join([*lines, *metric_lines(report.kpis, currency)])
