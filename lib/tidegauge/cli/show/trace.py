"""`tidegauge show trace`."""

import click
import polars as pl

from tidegauge.cli.show._options import print_options, store_options
from tidegauge.cli.show._text import finding_lines, frame_lines, inert
from tidegauge.clock import now
from tidegauge.errors import FilterError
from tidegauge.reports.source import Source
from tidegauge.reports.trace import TraceReport, table, trace
from tidegauge.settings import Settings
from tidegauge.stores import Store


@click.command("trace")
@click.argument("trace_id")
@click.option("--span", "span_id", help="The span whose input, output and attributes are given.")
@store_options
@print_options
def COMMAND(  # noqa: N802  listed
    opened: tuple[Store, Settings], trace_id: str, span_id: str | None
) -> tuple[TraceReport, pl.DataFrame, str]:
    """What happened in one trace."""
    store, settings = opened
    source = Source(store, settings.dimensions)
    report = trace(source, trace_id, span_id=span_id, time_zone=settings.time_zone or "UTC", now=now())
    if not report.found:
        (missing,) = report.findings
        raise FilterError(inert(" ".join((missing.sentence, *missing.details))))
    shown = table(report)
    return report, shown, "\n".join([*finding_lines(report.findings), "", *frame_lines(shown)])
