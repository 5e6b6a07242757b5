"""`tidegauge show judge`."""

import click
import polars as pl

from tidegauge.cli.show._judge_text import judge_lines
from tidegauge.cli.show._options import Question, filter_options, print_options
from tidegauge.reports._judge.report import JudgeReport
from tidegauge.reports.judge import judge, table
from tidegauge.reports.judge_question import judge_question
from tidegauge.reports.source import Source


@click.command("judge")
@click.option("--score", help="A judged score, such as correctness. Default: the settings'.")
@click.option("--by", help="One dimension: the scores of each of its values.")
@filter_options
@print_options
def COMMAND(  # noqa: N802  listed
    question: Question, score: str | None, by: str | None
) -> tuple[JudgeReport, pl.DataFrame, str]:
    """Can the score be trusted, and did the ruler move?"""
    settings = question.settings
    asked = judge_question(settings, question.store.catalog(), score, by)
    report = judge(Source(question.store, settings.dimensions), question.asked, asked)
    return report, table(report), "\n".join(judge_lines(report))
