"""`tidegauge show golden`."""

from collections.abc import Iterator

import click
import polars as pl

from tidegauge import formats
from tidegauge.cli._store import workbench_there
from tidegauge.cli.show._options import Question, filter_options, print_options
from tidegauge.cli.show._text import aligned, finding_lines, windows_line
from tidegauge.reports._golden.records import GoldenReport
from tidegauge.reports._judge.texts import share_text
from tidegauge.reports.golden import golden, table
from tidegauge.reports.judge_question import label_questions
from tidegauge.reports.source import Source
from tidegauge.workbench.golden_candidates import GoldenError
from tidegauge.workbench.golden_sets import items_of_set, list_sets, set_of

_NONE = "No golden set is frozen yet. Freeze one: tidegauge golden freeze NAME"


@click.command("golden")
@click.option("--set", "name", help="A golden set, or one version of it: support@2. Default: the first.")
@filter_options
@print_options
def COMMAND(question: Question, name: str | None) -> tuple[GoldenReport, pl.DataFrame, str]:  # noqa: N802  listed
    """How does each model version do on a golden set?"""
    settings = question.settings
    workbench = workbench_there(settings)
    known = list_sets(workbench) if workbench is not None else ()
    if workbench is None or not known:
        raise GoldenError(_NONE)
    one = set_of(workbench, name) if name else known[0]
    source = Source(question.store, settings.dimensions)
    questions = label_questions(settings, question.store.catalog())
    report = golden(source, question.asked, one, items_of_set(workbench, one), questions)
    return report, table(report), "\n".join(_lines(report))


def _lines(report: GoldenReport) -> Iterator[str]:
    yield windows_line(report.windows)
    yield ""
    yield from finding_lines(report.findings)
    if report.rates:
        yield ""
        rows = [["Model version", "Passes", "n", "Limits", ""]]
        for one in report.rates:
            limits = f"{formats.share(one.low)} to {formats.share(one.high)}"
            rows.append(
                [
                    one.version[:48],
                    share_text(one.share),
                    formats.count(one.n),
                    limits,
                    "outside" if one.out else "",
                ]
            )
        yield from aligned(rows)
