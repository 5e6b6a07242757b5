"""`tidegauge show agreement`."""

import click
import polars as pl

from tidegauge.cli._store import workbench_there
from tidegauge.cli.show._agreement_text import agreement_lines
from tidegauge.cli.show._options import Question, filter_options, print_options
from tidegauge.reports._agreement.records import AgreementReport
from tidegauge.reports.agreement import agreement, table
from tidegauge.reports.judge_question import label_questions
from tidegauge.reports.source import Source
from tidegauge.workbench.known_labels import known_labels


@click.command("agreement")
@click.option("--score", help="A score that people gave. Default: the one with the lowest agreement.")
@click.option("--by", help="One dimension: agreement within each of its values.")
@click.option("--blind", is_flag=True, help="Letters instead of reviewers' names.")
@filter_options
@print_options
def COMMAND(  # noqa: N802  listed
    question: Question, score: str | None, by: str | None, blind: bool
) -> tuple[AgreementReport, pl.DataFrame, str]:
    """Do people mean the same thing when they label?"""
    settings = question.settings
    questions = label_questions(settings, question.store.catalog())
    source = Source(question.store, settings.dimensions)
    workbench = workbench_there(settings)
    known = known_labels(workbench, source.store.url) if workbench is not None else ()
    report = agreement(source, question.asked, questions, score, by, blind=blind, known=known)
    return report, table(report), "\n".join(agreement_lines(report))
