"""`tidegauge show compare`."""

import click
import polars as pl

from tidegauge.cli.show._compare_text import compare_lines
from tidegauge.cli.show._metric_names import split_metrics
from tidegauge.cli.show._options import Question, filter_options, print_options
from tidegauge.clock import now
from tidegauge.comparisons import LIVE, Request, against, resolve
from tidegauge.errors import FilterError
from tidegauge.filters import TraceFilter
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.reports._versions_compared.records import CompareReport
from tidegauge.reports.compare import CompareOptions, compare, table
from tidegauge.reports.compare_metrics import compared_metrics
from tidegauge.reports.compare_sides import attribute_of
from tidegauge.reports.compare_texts import with_texts
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.stores import Store


def _names(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


@click.command("compare")
@click.argument("a", required=False)
@click.argument("b", required=False)
@click.option("--of", help="The attribute whose values A and B are. Default: the one that has both.")
@click.option("--metric", "metrics", multiple=True, callback=split_metrics, help="Only these metrics.")
@click.option(
    "--by", multiple=True, callback=_names, help="One or two dimensions to look for the difference in."
)
@click.option(
    "--pair-by", multiple=True, callback=_names, help="Columns that tell cases apart: query_id,occurrence."
)
@filter_options
@print_options
def COMMAND(  # noqa: N802  listed
    question: Question,
    a: str | None,
    b: str | None,
    of: str | None,
    metrics: tuple[str, ...],
    by: tuple[str, ...],
    pair_by: tuple[str, ...],
) -> tuple[CompareReport, pl.DataFrame, str]:
    """Version A against version B on the same traffic: every metric with an interval valid at any look.

    A is the version that is known, B the one that is to be judged: `tidegauge show compare v6 v7`. Without them --compare
    says what is compared, also two windows.
    """
    settings, catalog = question.settings, question.store.catalog()
    source = Source(question.store, settings.dimensions)
    asked = _versions(question, source, a, b, of)
    wanted = chosen_metrics(metrics, settings, catalog) or compared_metrics(settings, catalog)
    report = compare(source, asked, wanted, options(settings, question.store, by, pair_by))
    report = with_texts(source, asked, report)
    return report, table(report), "\n".join(compare_lines(report))


def options(
    settings: Settings, store: Store, by: tuple[str, ...] = (), pair_by: tuple[str, ...] = ()
) -> CompareOptions:
    """Return how the settings have two versions compared, and whether the store's rows still arrive."""
    newest = store.catalog().newest
    return CompareOptions(
        guardrails=settings.compare.guardrails,
        match=settings.compare.match,
        dimensions=settings.default_dimensions,
        by=by,
        pair_by=pair_by,
        growing=newest is None or now() - newest <= LIVE,
        currency=settings.currency,
    )


def _versions(
    question: Question, source: Source, a: str | None, b: str | None, of: str | None
) -> TraceFilter:
    """Return the filter with A and B as its sides, if they were named."""
    if a is None:
        if of is not None:
            raise FilterError(f"--of {of} needs two values: tidegauge show compare A B --of {of}")
        return question.asked
    if b is None:
        raise FilterError(f"Name two versions, the known one first: tidegauge show compare {a} B")
    given = click.get_current_context().params
    if given.get("compare"):
        raise FilterError(f"Name the versions once: {a} {b}, or --compare {given['compare']}.")
    named = of or attribute_of(
        source, a, b, question.asked.current.window, question.settings.default_dimensions
    )
    catalog = question.store.catalog()
    request = Request(
        window=given.get("window"),
        start=given.get("start"),
        end=given.get("end"),
        compare=against(named, a, b),
        where=given.get("where") or (),
        grain=question.asked.grain.value,
        minimum_n=question.asked.minimum_n,
        time_zone=question.asked.time_zone,
        baselines=question.settings.baselines,
    )
    return resolve(request, now(), catalog.first, catalog.newest)
