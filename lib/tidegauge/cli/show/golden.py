"""`tidegauge show golden`."""

from collections.abc import Iterator
from dataclasses import replace

import click
import polars as pl

from tidegauge import formats
from tidegauge.cli._store import workbench_there
from tidegauge.cli.show._options import Question, filter_options, print_options
from tidegauge.cli.show._text import aligned, finding_lines, windows_line
from tidegauge.clock import now
from tidegauge.formats import count
from tidegauge.reports._golden.freshness import freshness
from tidegauge.reports._golden.records import GoldenReport, VersionRate
from tidegauge.reports._golden_run.records import RunPoint
from tidegauge.reports._judge.texts import share_text
from tidegauge.reports.golden import golden, table
from tidegauge.reports.golden_runs import golden_runs
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
    """How do candidates and model versions do on a golden set, and does it still look like traffic?"""
    settings = question.settings
    workbench = workbench_there(settings)
    known = list_sets(workbench) if workbench is not None else ()
    if workbench is None or not known:
        raise GoldenError(_NONE)
    one = set_of(workbench, name) if name else known[0]
    source = Source(question.store, settings.dimensions)
    questions = label_questions(settings, question.store.catalog())
    items = items_of_set(workbench, one)
    rates = golden(source, question.asked, one, items, questions)
    runs = golden_runs(workbench, one)
    fresh = freshness(
        source, replace(question.asked, reference=None, comparison="nothing"), one, items, now()
    )
    said = (*runs.findings[: len(runs.runs)], *([fresh.finding] if fresh else []))
    report = replace(rates, runs=runs, freshness=fresh, findings=(*said, *rates.findings))
    return report, table(report), "\n".join(_lines(report))


def _lines(report: GoldenReport) -> Iterator[str]:
    yield windows_line(report.windows)
    yield ""
    yield from finding_lines(report.findings)
    if report.runs is not None and report.runs.points:
        yield ""
        head = ["Golden run", "Passes", "n", "Limits", "Flip", ""]
        summaries = {one.run.id: one for one in report.runs.runs}
        flips = (len(summaries[one.run].flipping_items) for one in report.runs.points)
        yield from aligned(
            [head, *(_row(one, count(n)) for one, n in zip(report.runs.points, flips, strict=True))]
        )
    if report.rates:
        yield ""
        yield from aligned([["Model version", "Passes", "n", "Limits", ""], *map(_row, report.rates)])


def _row(one: VersionRate | RunPoint, *more: str) -> list[str]:
    limits = f"{formats.share(one.low)} to {formats.share(one.high)}"
    outside = "outside" if one.out else ""
    return [one.version[:48], share_text(one.share), count(one.n), limits, *more, outside]
