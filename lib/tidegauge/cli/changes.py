"""`tidegauge changes`: what was changed and when, told by those who change it."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from tidegauge.cli._store import address, named_settings
from tidegauge.cli.show._options import store_options
from tidegauge.cli.show._text import aligned, inert
from tidegauge.clock import now
from tidegauge.errors import StoreError
from tidegauge.filters import Window
from tidegauge.formats import MISSING, moment
from tidegauge.imports.change_checks import checked
from tidegauge.imports.change_events import KINDS, add_change, remove_change
from tidegauge.queries.changes import LIMIT, RECORDED, ChangeEvent, changes_in
from tidegauge.reports.export import to_json
from tidegauge.settings import Settings
from tidegauge.stores import Store, open_store
from tidegauge.time_zones import parse_time

_FIRST, _LAST = datetime(1, 1, 1), datetime(9999, 12, 31)  # noqa: DTZ001  every time here is UTC without a zone


@click.group("changes")
def changes_group() -> None:
    """Record what was changed, list it, take it back. `show scope` says which change fits a regression."""


@changes_group.command("add")
@click.option("--kind", type=click.Choice(KINDS), required=True, help="What was changed.")
@click.option("--component", help="Which part: the prompt's name, the service, the index.")
@click.option("--from", "from_version", help="The version before.")
@click.option("--to", "to_version", help="The version after, as the traces spell it.")
@click.option("--scope", help="Whom it touches: 'geo = BR', or 'geo = BR and device = ios'.  [default: all]")
@click.option("--note", help="Anything else.")
@click.option("--at", help="When it took effect: 2026-10-01T14:00.  [default: now]")
@click.option(
    "--time-zone", help="Zone of a time that comes without one.  [default: the settings', else UTC]"
)
@click.option("--store", metavar="URL", help="The store to write to.  [default: the settings']")
@click.option("--config", type=click.Path(path_type=Path), help="A tidegauge.toml.")
def add_command(
    at: str | None, time_zone: str | None, store: str | None, config: Path | None, **event: str | None
) -> None:
    """Record one change. For pipelines: call it in the step that deploys; the same change twice is one row."""
    settings = named_settings(config, store)
    present, zone = now(), time_zone or settings.time_zone or "UTC"
    moment_of = parse_time(at, zone) if at else present
    found, where = ChangeEvent(moment_of, event.pop("kind") or "", **event), address(settings)
    for sentence in checked(found, open_store(where), present, settings.dimensions):
        click.echo(inert(sentence), err=True)
    if add_change(where, found, present):
        click.echo(f"Recorded. To take it back: tidegauge changes remove {found.id}", err=True)
    else:
        click.echo("It was recorded before. Nothing was written.", err=True)


@changes_group.command("remove")
@click.argument("name", metavar="ID")
@click.option("--store", metavar="URL", help="The store to write to.  [default: the settings']")
@click.option("--config", type=click.Path(path_type=Path), help="A tidegauge.toml.")
def remove_command(name: str, store: str | None, config: Path | None) -> None:
    """Take one change back, by its ID in `changes list`. Added again, it has the same ID."""
    settings = named_settings(config, store)
    every = _events(open_store(address(settings)), Window(_FIRST, _LAST), None)
    found = next((one for one in every if one.id == name), None)
    if found is None:
        raise StoreError(f"No change has the ID “{name}”. `tidegauge changes list` says which there are.")
    remove_change(address(settings), found, now())
    said = " ".join(filter(None, (found.kind, found.component, found.to_version)))
    click.echo(f"Removed: {inert(said)}, {moment(found.at, settings.time_zone or 'UTC', now())}.", err=True)


@changes_group.command("list")
@click.option("--from", "start", help="First day or moment.")
@click.option("--to", "end", help="Last day (included) or moment.")
@click.option(
    "--time-zone", help="For dates you type and times you read.  [default: the settings', else UTC]"
)
@click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON.")
@store_options
def list_command(
    opened: tuple[Store, Settings],
    start: str | None,
    end: str | None,
    time_zone: str | None,
    *,
    as_json: bool,
) -> None:
    """List the recorded changes, newest first, at most 200."""
    store, settings = opened
    zone = time_zone or settings.time_zone or "UTC"
    first = parse_time(start, zone) if start else _FIRST
    last = parse_time(end, zone, end=True) if end else _LAST
    rows = _events(store, Window(first, last), LIMIT)
    if as_json:
        click.echo(to_json([{"id": one.id, **asdict(one)} for one in rows]))
        return
    if not rows:
        click.echo("No change is recorded. Add one: tidegauge changes add --kind deploy --to 4.2.0", err=True)
        return
    names = RECORDED[1:]
    lines = [
        [one.id, moment(one.at, zone, now()), *(getattr(one, name) or MISSING for name in names)]
        for one in rows
    ]
    click.echo("\n".join(aligned([["ID", "At", "Kind", "Component", "From", "To", "Scope", "Note"], *lines])))
    if len(rows) == LIMIT:
        click.echo(f"Only the newest {LIMIT} are listed. Give --from and --to.", err=True)


def _events(store: Store, window: Window, most: int | None) -> list[ChangeEvent]:
    frame = store.read(changes_in(store.catalog(), window).limit(most))
    return [ChangeEvent(*row) for row in frame.select(RECORDED).iter_rows()]


COMMAND = changes_group
