"""`tidegauge show segments`."""

import click
import polars as pl

from tidegauge.cli.show._metric_names import split_metrics
from tidegauge.cli.show._options import Question, filter_options, print_options
from tidegauge.cli.show._text import finding_lines, plain_lines, segment_lines, windows_line
from tidegauge.metrics.choice import chosen_metrics, overview_metrics
from tidegauge.reports.dimensions import dividing_dimensions, known_dimensions
from tidegauge.reports.segments import SegmentsReport, segments, table
from tidegauge.reports.source import Source
from tidegauge.reports.usual_dimension import usual_dimension


def _listed(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


@click.command("segments")
@click.option(
    "--by", multiple=True, callback=_listed, help="Up to four dimensions, separated by commas: geo,device."
)
@click.option(
    "--metric",
    "names",
    multiple=True,
    callback=split_metrics,
    help="Metrics, numeric columns or expressions, separated by commas. Or repeat.",
)
@filter_options
@print_options
def COMMAND(  # noqa: N802  listed
    question: Question, by: tuple[str, ...], names: tuple[str, ...]
) -> tuple[SegmentsReport, pl.DataFrame, str]:
    """Any metrics by any dimensions, both windows side by side."""
    settings, catalog = question.settings, question.store.catalog()
    source = Source(question.store, settings.dimensions)
    metrics = chosen_metrics(names, settings, catalog) or overview_metrics(settings, catalog)
    dimensions = by or _usual(source, question) or ("model",)
    report = segments(source, question.asked, metrics, dimensions, currency=settings.currency)
    return report, table(report), _text(report, settings.currency)


def _usual(source: Source, question: Question) -> tuple[str, ...]:
    preferred = question.settings.default_dimensions
    dividing = dividing_dimensions(source, question.asked, preferred)
    # Among no rows nothing divides: then any dimension will do, but not the compared one.
    known = known_dimensions(source, question.asked, preferred)
    return usual_dimension(source, question.asked, (*dividing, *known))


def _text(report: SegmentsReport, currency: str) -> str:
    pooled = (
        f"{report.pooled} segments under {report.minimum_n} calls are pooled into rest."
        if report.pooled
        else ""
    )
    lines = [
        windows_line(report.windows),
        "",
        *(finding_lines(report.findings) if report.windows.reference else plain_lines(report.findings)),
        "",
        *segment_lines(report, currency),
    ]
    return "\n".join([*lines, pooled] if pooled else lines)
