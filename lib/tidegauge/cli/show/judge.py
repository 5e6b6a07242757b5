"""`tidegauge show judge`."""

from pathlib import Path

import click
import polars as pl
import sqlalchemy as sa

from tidegauge.cli.show._judge_text import judge_lines
from tidegauge.cli.show._options import Question, filter_options, print_options
from tidegauge.errors import FilterError, StoreError, unknown
from tidegauge.judging.paid import paid_per_answer
from tidegauge.reports._judge.report import JudgeReport
from tidegauge.reports.judge import judge, table
from tidegauge.reports.judge_question import judge_question
from tidegauge.reports.source import Source
from tidegauge.stores import Store
from tidegauge.workbench.engine import open_workbench


@click.command("judge")
@click.option("--score", help="A judged score, such as correctness. Default: the settings'.")
@click.option("--judge", "evaluator", help="A judge by its name. Default: the one with the most scores now.")
@click.option("--by", help="One dimension: the scores of each of its values.")
@filter_options
@print_options
def COMMAND(  # noqa: N802  listed
    question: Question, score: str | None, evaluator: str | None, by: str | None
) -> tuple[JudgeReport, pl.DataFrame, str]:
    """Can the score be trusted, and did the ruler move?"""
    settings = question.settings
    asked = judge_question(settings, question.store.catalog(), score, by, evaluator)
    asked = asked.costing(_paid(settings.workbench, question.store))
    report = judge(Source(question.store, settings.dimensions), question.asked, asked)
    if report.line is not None and report.line.missing:
        names = [one.evaluator for one in (*report.versions, *report.others)]
        raise FilterError(unknown("judge", report.line.missing, names))
    return report, table(report), "\n".join(judge_lines(report))


def _paid(workbench: str, store: Store) -> float | None:
    """Return what an answer did cost, as the workbench has it. One that is not there yet, or does not open, says nothing."""
    address = sa.make_url(workbench)
    # To show a report must not leave a database behind.
    if address.drivername.startswith("sqlite") and not Path(address.database or "").expanduser().is_file():
        return None
    try:
        return paid_per_answer(open_workbench(workbench), store)
    except StoreError:
        return None
