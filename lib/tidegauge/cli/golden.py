"""`tidegauge golden`: answers whose label was decided, frozen into versions, run, and out in the shapes of other tools."""

import getpass
from functools import partial
from pathlib import Path

import click

from tidegauge.cli._golden_output import show_changes, show_sets
from tidegauge.cli._golden_run import result_command, run_command, runs_command
from tidegauge.cli._member import signed, workbench_for
from tidegauge.cli.show._options import store_options
from tidegauge.clock import now
from tidegauge.reports.export import to_json
from tidegauge.reports.source import Source
from tidegauge.review.golden.collect import collect
from tidegauge.review.golden.export import export_files, write_files
from tidegauge.review.golden.exports import exports
from tidegauge.settings import Settings, load_settings
from tidegauge.stores import Store
from tidegauge.workbench.golden_candidates import remove_candidates, set_name
from tidegauge.workbench.golden_item import Group
from tidegauge.workbench.golden_listing import listing
from tidegauge.workbench.golden_sets import changes_of, freeze, items_of_set, set_of
from tidegauge.workbench.permission import Act
from tidegauge.workbench.review_batches import batch_of

_CONFIG = click.option("--config", type=click.Path(path_type=Path), help="A tidegauge.toml.")
_BY = click.option("--by", default=getpass.getuser, help="Who does it.  [default: you]")


@click.group("golden")
def golden_group() -> None:
    """Keep golden sets: answers whose label was decided, in versions that never change."""


@golden_group.command("list")
@_CONFIG
@click.option("--json", "as_json", is_flag=True, help="Print the sets as JSON.")
def list_command(config: Path | None, as_json: bool) -> None:
    """List the golden sets with their versions, what waits to be frozen, and what they are made of."""
    workbench, _ = workbench_for(load_settings(config), Act.READ)
    found = listing(workbench)
    if as_json:
        click.echo(to_json(found))
    else:
        show_sets(found)


@golden_group.command("add")
@click.argument("name")
@click.option(
    "--batch", required=True, help="A review batch, by its number or name: its decided items are added."
)
@click.option(
    "--group",
    type=click.Choice([group.value for group in Group]),
    help="Why they are in the set.  [default: failure where it fails, edge where it was looked for, else typical]",
)
@_BY
@partial(store_options, act=Act.LEAD)
def add_command(opened: tuple[Store, Settings], name: str, batch: str, group: str | None, by: str) -> None:
    """Add the decided items of a review batch to what the next version of NAME takes in.

    Decided is what was adjudicated, and what two people or more labelled alike. Twice changes nothing.
    """
    store, settings = opened
    workbench, member = workbench_for(settings, Act.LEAD)
    by = signed(member, by)
    found, source = batch_of(workbench, batch), Source(store, settings.dimensions)
    chosen = Group(group) if group else None
    result = collect(workbench, source, found, set_name(name), chosen, by=by, at=now())
    lost = f" {result.lost:,} are left out: the store has no texts of them." if result.lost else ""
    click.echo(f"{result.added:,} items are new or changed.{lost}")
    # What was there before the command is not listed again.
    show_changes(set_name(name), changes_of(workbench, set_name(name)), listed=bool(result.added))


@golden_group.command("remove")
@click.argument("name")
@click.option(
    "--span", "spans", multiple=True, required=True, help="The span id of an item. May be repeated."
)
@_BY
@_CONFIG
def remove_command(name: str, spans: tuple[str, ...], by: str, config: Path | None) -> None:
    """Take items out of what the next version of NAME takes in. Frozen versions keep them."""
    workbench, member = workbench_for(load_settings(config), Act.LEAD)
    by = signed(member, by)
    out = remove_candidates(workbench, name, spans, by=by, at=now())
    click.echo(f"{out:,} items are out of the next version.")


@golden_group.command("freeze")
@click.argument("name")
@click.option("--note", default="", help="What this version is for.")
@click.option("--dry-run", is_flag=True, help="Say what would enter and leave, and freeze nothing.")
@_BY
@_CONFIG
def freeze_command(name: str, note: str, dry_run: bool, by: str, config: Path | None) -> None:
    """Freeze what was added to NAME as its next version. It never changes again, and its hash says what is in it."""
    workbench, member = workbench_for(load_settings(config), Act.LEAD)
    by = signed(member, by)
    changes = changes_of(workbench, set_name(name))
    if dry_run:
        show_changes(set_name(name), changes)
        return
    frozen = freeze(workbench, name, note=note, by=by, at=now())
    show_changes(set_name(name), changes, listed=False)
    click.echo(f"{frozen.title} is frozen: {frozen.items:,} items, SHA-256 {frozen.hash}")


@golden_group.command("export")
@click.argument("name")
@click.option(
    "--format",
    "shape",
    type=click.Choice(sorted(exports())),
    default="jsonl",
    show_default=True,
    help="For whom.",
)
@click.option("--to", "path", type=click.Path(path_type=Path), required=True, help="A file, or a folder.")
@_BY
@_CONFIG
def export_command(name: str, shape: str, path: Path, by: str, config: Path | None) -> None:
    """Write a frozen version: NAME for the newest one, NAME@2 for the second."""
    workbench, member = workbench_for(load_settings(config), Act.LEAD)
    by = signed(member, by)
    one = set_of(workbench, name)
    paths = write_files(export_files(workbench, one, shape, by=by, at=now()), path)
    click.echo(f"{one.title}, {one.items:,} items: {', '.join(map(str, paths))}", err=True)
    click.echo(exports()[shape].sentence, err=True)
    if told := exports()[shape].left_out(items_of_set(workbench, one)):
        click.echo(told, err=True)


for _run in (run_command, runs_command, result_command):
    golden_group.add_command(_run)

COMMAND = golden_group
