"""`tidegauge show versions`."""

import click
import polars as pl

from tidegauge.cli._store import workbench_there
from tidegauge.cli.show._options import Question, filter_options, print_options
from tidegauge.cli.show._versions_text import version_lines
from tidegauge.clock import now
from tidegauge.reports._versions.records import PromptTexts, VersionsReport
from tidegauge.reports.probes import probe_series
from tidegauge.reports.source import Source
from tidegauge.reports.versions import prompt_texts, table, versions, versions_of_prompt, with_probes


@click.command("versions")
@click.option("--prompt", help="Print the texts of this prompt's versions, word by word, too.")
@filter_options
@print_options
def COMMAND(  # noqa: N802  listed
    question: Question, prompt: str | None
) -> tuple[VersionsReport | dict[str, object], pl.DataFrame, str]:
    """What is live, pinned or by an alias, when it ends, and what probes say of its provider."""
    settings, asked = question.settings, question.asked
    source, workbench = Source(question.store, settings.dimensions), workbench_there(settings)
    probes = probe_series(workbench, now(), asked.time_zone) if workbench is not None else ()
    report = with_probes(versions(source, asked, settings.versions, now()), probes)
    texts: PromptTexts | None = None
    if prompt is not None:
        texts = prompt_texts(source, asked, settings.versions, prompt, versions_of_prompt(report, prompt))
    lines = "\n".join(version_lines(report, texts))
    return ({**vars(report), "texts": texts} if texts else report), table(report), lines
