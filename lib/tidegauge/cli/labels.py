"""`tidegauge labels`: labels out of the workbench, in from other tools, and into their stores."""

import getpass
import os
import sys
from pathlib import Path

import click
import polars as pl

from tidegauge.cli._labels_output import labels_as_json, show_imported
from tidegauge.cli._member import workbench_for
from tidegauge.cli._store import address, named_settings
from tidegauge.clock import now
from tidegauge.errors import TidegaugeError
from tidegauge.imports.elsewhere import Where, reader_of, readers
from tidegauge.imports.labels_elsewhere import Words, import_elsewhere
from tidegauge.reports.export import to_csv, to_json, to_parquet
from tidegauge.review.label_export import label_export
from tidegauge.review.push import Target, pushers
from tidegauge.review.pushed_scores import pushed_scores
from tidegauge.settings import load_settings
from tidegauge.workbench.audit import record
from tidegauge.workbench.permission import Act
from tidegauge.workbench.review_batches import batch_of, list_batches

_CONFIG = click.option("--config", type=click.Path(path_type=Path), help="A tidegauge.toml.")


@click.group("labels")
def labels_group() -> None:
    """Bring labels out of the workbench, in from other tools, and into the stores of other tools."""


@labels_group.command("export")
@click.option("--batch", help="One review batch, by its number or name.  [default: all]")
@click.option(
    "--format", "shape", type=click.Choice(["csv", "jsonl", "parquet"]), default="csv", show_default=True
)
@click.option(
    "--to", "path", type=click.Path(path_type=Path), default="-", help="A file, or - for the screen."
)
@click.option("--withdrawn", is_flag=True, help="Also labels that were undone.")
@_CONFIG
def export_command(batch: str | None, shape: str, path: Path, withdrawn: bool, config: Path | None) -> None:
    """Write the labels of the workbench as a table: the same workbench writes the same bytes."""
    workbench, member = workbench_for(load_settings(config), Act.LEAD)
    number = batch_of(workbench, batch).id if batch else None
    record(
        workbench, member.name or getpass.getuser(), "export labels", number, said={"format": shape}, at=now()
    )
    table = label_export(workbench, number, withdrawn=withdrawn)
    content = _written(table, shape)
    if str(path) == "-":
        click.echo(content, nl=False)
        return
    try:
        path.write_bytes(content)
    except OSError as error:
        raise TidegaugeError(f"The labels cannot be written to “{path}”: {error.strerror}.") from error
    click.echo(f"{table.height:,} labels are in {path}.", err=True)


def _written(table: pl.DataFrame, shape: str) -> bytes:
    if shape == "parquet":
        return to_parquet(table)
    return (table.write_ndjson() if shape == "jsonl" else to_csv(table)).encode()


@labels_group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "tool",
    type=click.Choice(sorted(readers())),
    default="csv",
    show_default=True,
    help="What wrote it.",
)
@click.option("--store", metavar="URL", help="The store to write to, by its address or its name.")
@click.option("--score", help="The score that the labels become.  [default: what the file calls it]")
@click.option("--reviewer", help="Who labelled, for labels that name nobody.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="REVIEWER",
    help="A column with one reviewer's labels. Repeat.",
)
@click.option("--span", default="span_id", show_default=True, help="The field that holds the span's id.")
@click.option("--trace", default="trace_id", show_default=True, help="The field that holds the trace's id.")
@click.option("--pass", "passes", multiple=True, metavar="WORD", help="A word that means pass. Repeat.")
@click.option("--fail", "fails", multiple=True, metavar="WORD", help="A word that means fail. Repeat.")
@_CONFIG
@click.option("--json", "in_json", is_flag=True, help="Print the result as JSON.")
def import_command(
    file: Path,
    tool: str,
    store: str | None,
    score: str | None,
    reviewer: str | None,
    columns: tuple[str, ...],
    span: str,
    trace: str,
    passes: tuple[str, ...],
    fails: tuple[str, ...],
    config: Path | None,
    in_json: bool,
) -> None:
    """Bring labels made in another tool in: they become scores by people.

    yes, pass, true are 1; no, fail, false are 0; numbers are themselves; other words stay words. Labels that cannot be
    used are quarantined with the reason. The same labels twice change nothing.
    """
    settings = named_settings(config, store)
    workbench, member = workbench_for(settings, Act.LEAD)
    where, words = Where(span, trace, score, columns), Words(passes, fails)
    result = import_elsewhere(file, reader_of(tool), address(settings), now(), where, words, reviewer)
    if in_json:
        click.echo(to_json(labels_as_json(file, result)))
    else:
        show_imported(file, result)
    done = result.counts
    said = {"file": file.name, "from": tool, "read": done.read, "quarantined": done.refused}
    record(workbench, member.name or getpass.getuser(), "import labels", said=said, at=now())
    sys.exit(1 if done.refused and done.refused == done.read - done.empty else 0)


@labels_group.command("push")
@click.option("--to", "tool", type=click.Choice(sorted(pushers())), required=True, help="The tool.")
@click.option("--url", required=True, help="The address of its API: http://127.0.0.1:6006")
@click.option("--project", default="default", show_default=True, help="The project (Phoenix).")
@click.option("--batch", help="One review batch, by its number or name.  [default: all]")
@_CONFIG
@click.option("--json", "in_json", is_flag=True, help="Print the result as JSON.")
def push_command(
    tool: str, url: str, project: str, batch: str | None, config: Path | None, in_json: bool
) -> None:
    """Bring the labels of the workbench into the store of another tool, through its API. Twice changes nothing.

    Labels that were undone are taken out there again. Keys are read from the environment: PHOENIX_API_KEY;
    MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD; LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY.
    """
    workbench, member = workbench_for(load_settings(config), Act.LEAD)
    batches = (batch_of(workbench, batch),) if batch else tuple(reversed(list_batches(workbench)))
    pusher = pushers()[tool]
    target = Target(url, project, os.environ.get(pusher.user, ""), os.environ.get(pusher.key, ""))
    result = pusher.push(target, list(pushed_scores(workbench, batches)))
    said = {"to": tool, "sent": result.sent, "gone": result.gone}
    record(workbench, member.name or getpass.getuser(), "push labels", said=said, at=now())
    if in_json:
        click.echo(to_json(result))
        return
    counts = {"sent": result.sent, "there already": result.there, "taken out": result.gone}
    counts |= {f"on spans that {pusher.title} does not have": result.unknown}
    told = ", ".join(f"{n:,} {word}" for word, n in counts.items() if n) or "no labels"
    click.echo(f"{pusher.title}: {told}")


COMMAND = labels_group
