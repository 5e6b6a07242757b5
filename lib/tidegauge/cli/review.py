"""`tidegauge review`: batches drawn at random for people to review, out as sheets and back in as labels."""

import getpass
import sys
from functools import partial
from pathlib import Path

import click

from tidegauge.cli._import_output import plain
from tidegauge.cli._member import runner, signed, workbench_for
from tidegauge.cli._review_draw import Told, batch_options, new_batch
from tidegauge.cli._review_output import show_batches, show_labels, show_listed
from tidegauge.cli._review_rubric import rubric_group
from tidegauge.cli._store import address, named_settings
from tidegauge.cli.show._options import Question, store_options, window_options
from tidegauge.clock import now
from tidegauge.imports.label_publish import publish_labels
from tidegauge.imports.labels import import_labels
from tidegauge.reports.export import to_csv, to_json
from tidegauge.reports.source import Source
from tidegauge.review.label_table import label_table
from tidegauge.review.listed_batch import listed_batches
from tidegauge.review.making import TwinError, made, proposed
from tidegauge.review.sheet import sheet
from tidegauge.review.size import precision
from tidegauge.review.unreadable import unreadable
from tidegauge.settings import Settings, load_settings
from tidegauge.stats.feedback.review_size import reviews_needed
from tidegauge.stores import Store, open_store
from tidegauge.workbench.audit import record
from tidegauge.workbench.batch_reviewers import ask_reviewers
from tidegauge.workbench.engine import open_workbench
from tidegauge.workbench.labels import labels_of_batch
from tidegauge.workbench.permission import Act, sees
from tidegauge.workbench.review_batches import batch_of, list_batches
from tidegauge.workbench.review_items import items_of
from tidegauge.workbench.rubrics import rubric_of


@click.group("review")
def review_group() -> None:
    """Draw answers at random for people to review, and bring their labels in."""


review_group.add_command(rubric_group)


@review_group.command("list")
@click.option("--store", metavar="URL", help="Only batches that were drawn from this store.  [default: all]")
@click.option("--config", type=click.Path(path_type=Path), help="A tidegauge.toml.")
@click.option("--json", "as_json", is_flag=True, help="Print the batches as JSON.")
def list_command(store: str | None, config: Path | None, as_json: bool) -> None:
    """List the review batches, newest first: how far each is, who is asked, by which rubric, and how it was drawn."""
    workbench = open_workbench(load_settings(config).workbench)
    every = list_batches(workbench)
    if store is not None:
        drawn_from = _place(open_store(address(named_settings(config, store))).url)
        every = tuple(batch for batch in every if _place(batch.of.store) == drawn_from)
    seen = sees(workbench, runner(workbench), [batch.id for batch in every])
    batches = listed_batches(workbench, [batch for batch in every if batch.id in seen])
    if as_json:
        click.echo(to_json(batches))
    else:
        show_listed(batches)


def _place(store: str) -> str:
    """Return a store's address; a folder's may be spelled from where somebody stood."""
    return store if "://" in store else str(Path(store).resolve())


@review_group.command("draw")
@partial(window_options, act=Act.LEAD)
@batch_options
def draw_command(question: Question, told: Told, by: str, *, again: bool, dry_run: bool) -> None:
    """Draw or choose what people review, and record how.

    At random, in strata and by the published scheme each one's chance is recorded: only so can labels speak for what nobody
    reviewed. Without --kind so many sessions of people at random among those of the window.
    """
    settings = question.settings
    workbench, member = workbench_for(settings, Act.LEAD)
    source, by = Source(question.store, settings.dimensions), signed(member, by)
    new = new_batch(workbench, settings, source, told)
    chosen, asked = proposed(workbench, source, question.asked, settings, new)
    if dry_run:
        click.echo(f"{chosen.words}. {precision(new.kind, chosen)}".strip())
        return
    try:
        batch = made(workbench, source, asked, new, chosen, by=by, at=now(), again=again)
    except TwinError as error:
        raise TwinError(f"{error} Say --again for another one.") from None
    show_batches((batch,))
    click.echo(f"To review it in the app: tidegauge serve, page Review, batch {batch.id}", err=True)
    click.echo(f"To review it in a spreadsheet: tidegauge review export {batch.id} --csv FILE", err=True)


@review_group.command("ask")
@click.argument("batch")
@click.option("--reviewer", "reviewers", multiple=True, required=True, help="Who is asked too. Repeat.")
@click.option("--by", default=getpass.getuser, help="Who asks.  [default: you]")
@click.option("--config", type=click.Path(path_type=Path), help="A tidegauge.toml.")
def ask_command(batch: str, reviewers: tuple[str, ...], by: str, config: Path | None) -> None:
    """Ask more people to review a batch. BATCH is its number or its name. Who is named, and nobody else, may review it."""
    workbench, member = workbench_for(load_settings(config), Act.LEAD)
    found, by = batch_of(workbench, batch), signed(member, by)
    every = ask_reviewers(workbench, found.id, reviewers, by=by, at=now())
    click.echo(f"Batch {found.id} is reviewed by {', '.join(map(plain, every))}.")


@review_group.command("size")
@click.argument("points", type=click.FloatRange(0, 50, min_open=True))
@click.option("--of", "population", type=click.IntRange(1), help="How many there are to draw from.")
@click.option(
    "--share", type=click.FloatRange(0, 1), default=0.5, show_default=True, help="The share expected."
)
def size_command(points: float, population: int | None, share: float) -> None:
    """Say how many reviews at random give a share within plus or minus POINTS percentage points, at 95%."""
    n = reviews_needed(points / 100, share, sessions=population or float("inf"))
    click.echo(f"{n:,} reviews at random give \u00b1{points:g} pt.")


@review_group.command("export")
@click.argument("batch")
@click.option(
    "--csv", "path", type=click.Path(path_type=Path), default="-", help="A file, or - for the screen."
)
@click.option("--labels", "labelled", is_flag=True, help="Write the labels given in the app, filled in.")
@partial(store_options, act=Act.LEAD)
def export_command(opened: tuple[Store, Settings], batch: str, path: Path, labelled: bool) -> None:
    """Write a batch as a table to fill in: value, reviewer, comment. BATCH is its number or its name."""
    store, settings = opened
    workbench, member = workbench_for(settings, Act.LEAD)
    found = batch_of(workbench, batch)
    record(
        workbench,
        member.name or getpass.getuser(),
        "export batch",
        found.id,
        said={"labels": labelled},
        at=now(),
    )
    if labelled:
        table = label_table(found, items_of(workbench, found.id), labels_of_batch(workbench, found.id))
    else:
        clean = unreadable(rubric_of(workbench, found))
        table = sheet(Source(store, settings.dimensions), found, items_of(workbench, found.id), clean)
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
    workbench, member = workbench_for(settings, Act.LEAD)
    found = batch_of(workbench, batch)
    result = publish_labels(workbench, found, address(settings), now(), settings.dimensions)
    record(workbench, member.name or getpass.getuser(), "publish", found.id, said=vars(result), at=now())
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
    workbench, member = workbench_for(settings, Act.LEAD)
    result = import_labels(file, address(settings), workbench, now(), reviewer, settings.dimensions)
    said = {"file": file.name, "new": result.new, "changed": result.changed, "bad": result.bad}
    record(workbench, member.name or getpass.getuser(), "import labels", said=said, at=now())
    if as_json:
        click.echo(to_json(result))
    else:
        show_labels(file, result)
    sys.exit(1 if result.bad and not (result.new or result.changed or result.unchanged) else 0)


COMMAND = review_group
