"""`tidegauge show scope`."""

import time

import click
import polars as pl

from tidegauge import formats
from tidegauge.cli._store import workbench_there
from tidegauge.cli.show._metric_names import split_metrics
from tidegauge.cli.show._options import Question, filter_options, print_options
from tidegauge.cli.show._scope_text import scope_lines
from tidegauge.clock import now
from tidegauge.errors import MetricError
from tidegauge.metrics.choice import chosen_metrics, overview_metrics
from tidegauge.reports._gather import is_small
from tidegauge.reports._scope.records import ScopeReport
from tidegauge.reports.probes import probe_series
from tidegauge.reports.scope import scope, table
from tidegauge.reports.scope_probes import with_probe_evidence
from tidegauge.reports.source import Source


def _listed(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


def _one(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    names = split_metrics(context, parameter, (value,)) if value else ()
    if len(names) > 1:
        raise click.BadParameter(f"Scope looks at one metric at a time, not at {len(names)}.")
    return names[0] if names else None


@click.command("scope")
@click.option("--metric", callback=_one, help="A metric, a numeric column or an expression.")
@click.option(
    "--by",
    multiple=True,
    callback=_listed,
    help="The dimensions to search, separated by commas.  [default: those of the settings, else all]",
)
@click.option(
    "--order", type=click.IntRange(1, 4), default=3, show_default=True, help="Most attributes of one segment."
)
@click.option(
    "--replay/--no-replay",
    default=None,
    help="Make the same search of earlier periods.  [default: of up to 1.5 million spans]",
)
@filter_options
@print_options
def COMMAND(  # noqa: N802  listed
    question: Question, metric: str | None, by: tuple[str, ...], order: int, replay: bool | None
) -> tuple[ScopeReport, pl.DataFrame, str]:
    """Which segments a metric's change comes from, since when, and which change fits."""
    settings, catalog = question.settings, question.store.catalog()
    chosen = chosen_metrics((metric,) if metric else (), settings, catalog) or overview_metrics(
        settings, catalog
    )
    if not chosen:
        raise MetricError("There is no metric to look at. Name one: --metric error_rate")
    # The first that is no plain number of calls: what people ask about is seldom how many there were.
    first = next((one for one in chosen if metric or one.unit != "count"), chosen[0])
    begun, source = time.perf_counter(), Source(question.store, settings.dimensions)
    report = scope(
        source,
        question.asked,
        first,
        by,
        settings.default_dimensions,
        order=order,
        replay=is_small(source) if replay is None else replay,
        currency=settings.currency,
    )
    workbench = workbench_there(settings)
    if workbench is not None:
        zone, at = question.asked.time_zone, now()
        report = with_probe_evidence(report, probe_series(workbench, at, zone), zone, at)
    seconds = formats.duration((time.perf_counter() - begun) * 1000)
    return report, table(report), "\n".join(scope_lines(report, settings.currency, seconds))
