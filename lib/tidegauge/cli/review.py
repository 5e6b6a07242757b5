"""`tidegauge review`: batches drawn at random for people to review, out as sheets and back in as labels."""

import getpass
import sys
from pathlib import Path

import click

from tidegauge.cli._review_output import show_batches, show_labels
from tidegauge.cli._store import address, named_settings
from tidegauge.cli.show._options import Question, filter_options, now, store_options
from tidegauge.imports.label_publish import publish_labels
from tidegauge.imports.labels import import_labels
from tidegauge.reports._feedback.read import of_people
from tidegauge.reports.export import to_csv, to_json
from tidegauge.reports.source import Source
from tidegauge.review.batches import SATISFIED, Draw, draw_batch
from tidegauge.review.label_table import label_table
from tidegauge.review.sheet import sheet
from tidegauge.settings import Settings, load_settings
from tidegauge.stores import Store
from tidegauge.workbench.engine import open_workbench
from tidegauge.workbench.labels import labels_of_batch
from tidegauge.workbench.review_batches import Asked, Scale, batch_of, items_of, list_batches
from tidegauge.workbench.review_plans import OVERLAP, ReviewPlan, record_plan


@click.group("review")
def review_group() -> None:
    """Draw answers at random for people to review, and bring their labels in."""


@review_group.command("list")
@click.option("--config", type=click.Path(path_type=Path), help="A tidegauge.toml.")
@click.option("--json", "as_json", is_flag=True, help="Print the batches as JSON.")
def list_command(config: Path | None, as_json: bool) -> None:
    """List the review batches, newest first."""
    batches = list_batches(open_workbench(load_settings(config).workbench))
    if as_json:
        click.echo(to_json(batches))
    else:
        show_batches(batches)


@review_group.command("draw")
@click.option("--n", type=click.IntRange(1), required=True, help="How many sessions.")
@click.option("--name", help="What the batch is called.  [default: how many of what]")
@click.option("--question", "words", default=SATISFIED, show_default=True, help="What reviewers are asked.")
@click.option("--label", help="The score that answers become.  [default: review of [feedback], satisfied]")
@click.option(
    "--scale",
    type=click.Choice([scale.value for scale in Scale]),
    default=Scale.YES_NO.value,
    show_default=True,
)
@click.option(
    "--seed",
    default="",
    help="The same seed draws the same sessions.  [default: a new one, or the draw of the last batch of these goes on]",
)
@click.option("--by", default=getpass.getuser, help="Who draws it.  [default: you]")
@click.option("--instruction", default="", help="What reviewers are told beside the question.")
@click.option(
    "--overlap",
    type=click.FloatRange(0, 1),
    default=OVERLAP,
    show_default=True,
    help="The share that a second person labels as well, blind.",
)
@filter_options
def draw_command(
    question: Question,
    n: int,
    name: str | None,
    label: str | None,
    scale: str,
    seed: str,
    by: str,
    words: str,
    instruction: str,
    overlap: float,
) -> None:
    """Draw so many sessions of people at random among those of the window, and record the draw.

    Each has the same chance, which is recorded: only so can labels speak for the sessions that nobody reviewed.
    """
    settings = question.settings
    asked = Asked(name or f"{n} at random", words, label or settings.feedback.review, Scale(scale))
    source = Source(question.store, settings.dimensions)
    workbench = open_workbench(settings.workbench)
    people = of_people(source, question.asked, settings.feedback)
    batch = draw_batch(workbench, source, people, asked, Draw(n, seed, goes_on=True), by=by, at=now())
    record_plan(workbench, batch.id, ReviewPlan(overlap, instruction))
    show_batches((batch,))
    click.echo(f"To review it in the app: tidegauge serve, page Review, batch {batch.id}", err=True)
    click.echo(f"To review it in a spreadsheet: tidegauge review export {batch.id} --csv FILE", err=True)


@review_group.command("export")
@click.argument("batch")
@click.option(
    "--csv", "path", type=click.Path(path_type=Path), default="-", help="A file, or - for the screen."
)
@click.option("--labels", "labelled", is_flag=True, help="Write the labels given in the app, filled in.")
@store_options
def export_command(opened: tuple[Store, Settings], batch: str, path: Path, labelled: bool) -> None:
    """Write a batch as a table to fill in: value, reviewer, comment. BATCH is its number or its name."""
    store, settings = opened
    workbench = open_workbench(settings.workbench)
    found = batch_of(workbench, batch)
    if labelled:
        table = label_table(found, items_of(workbench, found.id), labels_of_batch(workbench, found.id))
    else:
        table = sheet(Source(store, settings.dimensions), found, items_of(workbench, found.id))
    text = to_csv(table)
    if labelled and str(path) != "-":
        path.write_text(text, encoding="utf-8-sig")
        click.echo(f"{table.height:,} labels are in {path}.", err=True)
    elif str(path) == "-":
        click.echo(text, nl=False)
    else:
        # With its mark: spreadsheets take text without one for another encoding.
        path.write_text(text, encoding="utf-8-sig")
        click.echo(
            f"{found.of.drawn:,} rows are in {path}. Fill in value and reviewer, then: "
            f"tidegauge review import {path}",
            err=True,
        )


@review_group.command("publish")
@click.argument("batch")
@click.option("--store", metavar="URL", help="The store to write to, by its address or its name.")
@click.option("--config", type=click.Path(path_type=Path), help="A tidegauge.toml.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def publish_command(batch: str, store: str | None, config: Path | None, as_json: bool) -> None:
    """Write a batch's labels that the store does not have yet. The app does so by itself; twice changes nothing."""
    settings = named_settings(config, store)
    workbench = open_workbench(settings.workbench)
    result = publish_labels(
        workbench, batch_of(workbench, batch), address(settings), now(), settings.dimensions
    )
    if as_json:
        click.echo(to_json(result))
    else:
        click.echo(f"{result.new:,} labels written, {result.gone:,} taken out again.")


@review_group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--store", metavar="URL", help="The store to write to: a folder, PostgreSQL or ClickHouse, or its name."
)
@click.option("--config", type=click.Path(path_type=Path), help="A tidegauge.toml.")
@click.option("--reviewer", help="Who reviewed, for rows that name nobody.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def import_command(
    file: Path, store: str | None, config: Path | None, reviewer: str | None, as_json: bool
) -> None:
    """Bring a filled-in table in: its answers become scores by people.

    Rows without a value are left for later. Bad rows are quarantined with the reason, the others are kept. The same
    answers twice change nothing; a changed answer is added, and the older one stays.
    """
    settings = named_settings(config, store)
    workbench = open_workbench(settings.workbench)
    result = import_labels(file, address(settings), workbench, now(), reviewer, settings.dimensions)
    if as_json:
        click.echo(to_json(result))
    else:
        show_labels(file, result)
    sys.exit(1 if result.bad and not (result.new or result.changed or result.unchanged) else 0)


COMMAND = review_group
