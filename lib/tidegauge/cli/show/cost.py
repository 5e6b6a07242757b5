"""`tidegauge show cost`."""

from dataclasses import replace

import click
import polars as pl

from tidegauge.cli.show._cost_text import cost_lines
from tidegauge.cli.show._options import Question, filter_options, print_options
from tidegauge.judging.paid import paid_per_answer
from tidegauge.reports._cost.lines import judge_days
from tidegauge.reports._cost.records import CostReport
from tidegauge.reports.cost import CostOptions, cost, table
from tidegauge.reports.cost_dimension import cost_dimensions, spender_dimensions
from tidegauge.reports.cost_quality import quality_metric
from tidegauge.reports.service import service, service_options
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.stores import Store
from tidegauge.workbench.baselines import list_baselines
from tidegauge.workbench.engine import open_workbench


@click.command("cost")
@click.option(
    "--by", help="The dimension that spend is divided by. Default: feature, or the first that divides."
)
@click.option(
    "--who", help="The dimension of the spenders. Default: api_key, user_id, or the first that divides."
)
@filter_options
@print_options
def COMMAND(  # noqa: N802  listed
    question: Question, by: str | None, who: str | None
) -> tuple[CostReport, pl.DataFrame, str]:
    """What was spent, why it changed, who spends, where budgets end, and how the service did."""
    source = Source(question.store, question.settings.dimensions)
    by = by or next(iter(cost_dimensions(source, question.asked, question.settings.default_dimensions)), None)
    who = who or next(iter(spender_dimensions(source, question.asked, by)), None)
    report = cost(source, question.asked, by, who, options(question.settings, question.store))
    asked_of = service_options(question.settings, question.store.catalog())
    report = replace(report, service=service(source, question.asked, by, asked_of))
    return report, table(report), "\n".join(cost_lines(report))


def options(settings: Settings, store: Store) -> CostOptions:
    """Return how the settings, and the workbench's books, have money read."""
    workbench = open_workbench(settings.workbench)
    return CostOptions(
        settings.cost,
        settings.currency,
        quality_metric(settings, store.catalog()),
        tuple(judge_days(workbench).items()),
        settings.judge.cost_per_call or paid_per_answer(workbench, store),
        list_baselines(workbench),
        settings.business,
    )
