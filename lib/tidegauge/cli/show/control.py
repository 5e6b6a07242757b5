"""`tidegauge show control`."""

import click
import polars as pl

from tidegauge.cli.show._control_text import control_lines
from tidegauge.cli.show._options import Question, filter_options, print_options
from tidegauge.metrics.choice import chosen_metrics, overview_metrics, watched_metrics
from tidegauge.reports._control.frozen import chosen_baseline
from tidegauge.reports.control import ControlReport, control, table
from tidegauge.reports.control_rules import read_rules
from tidegauge.reports.source import Source
from tidegauge.workbench.baselines import list_baselines
from tidegauge.workbench.engine import open_workbench


@click.command("control")
@click.option("--metric", default="error_rate", show_default=True, help="A metric, column or expression.")
@click.option("--by", help="One dimension: a chart for each of its values.")
@click.option("--method", help="ewma, cusum, p, p_prime, u, individuals, ... Default: what suits the points.")
@click.option("--rules", default="1,2,3", show_default=True, help="Nelson's rules by number.")
@click.option("--baseline", help="A baseline's name or 2026-10-01..2026-10-21. Default: the frozen one.")
@filter_options
@print_options
def COMMAND(  # noqa: N802  listed
    question: Question, metric: str, by: str | None, method: str | None, rules: str, baseline: str | None
) -> tuple[ControlReport, pl.DataFrame, str]:
    """Is a metric outside its own normal, and since when?"""
    settings, catalog, asked = question.settings, question.store.catalog(), question.asked
    (chosen,) = chosen_metrics((metric,), settings, catalog)
    also = (*overview_metrics(settings, catalog), *watched_metrics(settings, catalog))
    report = control(
        Source(question.store, settings.dimensions),
        asked,
        chosen,
        also,
        method=method,
        by=by,
        rules=read_rules(rules),
        baseline=chosen_baseline(baseline, settings.baselines, asked.time_zone),
        recorded=list_baselines(open_workbench(settings.workbench)),
        currency=settings.currency,
    )
    return report, table(report), "\n".join(control_lines(report, settings.currency))
