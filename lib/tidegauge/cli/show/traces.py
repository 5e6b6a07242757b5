"""`tidegauge show traces`."""

import click
import polars as pl

from tidegauge.cli.show._options import Question, filter_options, print_options
from tidegauge.cli.show._text import finding_lines, frame_lines, windows_line
from tidegauge.errors import FilterError
from tidegauge.metrics.declaration import all_metrics
from tidegauge.queries.traces_page import Sort
from tidegauge.reports._traces.cursor import decode
from tidegauge.reports.source import Source
from tidegauge.reports.traces import TracesReport, table, traces

SORTS = ("newest", "oldest", "cost", "latency", "score")
ONLY = ("all", "failed", "flagged", "thumbs_down", "judged_low")


@click.command("traces")
@click.option("--search", help="Text in input or output; no wildcards.")
@click.option("--sort", type=click.Choice(SORTS), default="newest", show_default=True)
@click.option("--only", type=click.Choice(ONLY), default="all", show_default=True)
@click.option("--after", help="The cursor `earlier` or `later` of another answer.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@filter_options
@print_options
def COMMAND(  # noqa: N802  listed
    question: Question, search: str | None, sort: str, only: str, after: str | None, limit: int
) -> tuple[TracesReport, pl.DataFrame, str]:
    """The rows behind any number, a page at a time."""
    _check_cursor(after, sort)
    source = Source(question.store, question.settings.dimensions)
    report = traces(
        source,
        question.asked,
        search=search,
        sort=sort,
        only=only,
        after=after,
        limit=limit,
        metrics=tuple(all_metrics(question.settings).values()),
    )
    shown = table(report)
    lines = [windows_line(report.windows), "", *finding_lines(report.findings), "", *frame_lines(shown)]
    more = [f"More: --after {report.earlier}"] if report.earlier else []
    return report, shown, "\n".join([*lines, *more])


def _check_cursor(after: str | None, sort: str) -> None:
    # A page shows the list from its start. A loop over pages would never end: here it is refused.
    if after is not None and decode(after, Sort(sort)) is None:
        raise FilterError(
            f"“{after[:60]}” is not a cursor of the order {sort}. "
            "Give `earlier` or `later` of an answer with the same --sort."
        )
