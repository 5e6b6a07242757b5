"""`tidegauge workbench`: look after the database of labels: check, backup, restore, migrate, actions."""

import getpass
import os
import sys
from pathlib import Path

import click
import sqlalchemy as sa

from tidegauge.cli._member import allowed, workbench_for
from tidegauge.clock import now
from tidegauge.reports.export import to_json
from tidegauge.settings import load_settings
from tidegauge.workbench.audit import Action, list_actions, record
from tidegauge.workbench.backup.restore import restore
from tidegauge.workbench.backup.write import back_up
from tidegauge.workbench.engine import connect_workbench, open_workbench
from tidegauge.workbench.integrity import Checked, check_workbench
from tidegauge.workbench.migrations import revision_of
from tidegauge.workbench.permission import Act

_WORKBENCH = click.option(
    "--workbench", metavar="URL", help="The workbench.  [default: that of the settings]"
)
_CONFIG = click.option("--config", type=click.Path(path_type=Path), help="A tidegauge.toml.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")


@click.group("workbench")
def workbench_group() -> None:
    """Look after the database of labels, batches, golden sets and members."""


@workbench_group.command("check")
@_WORKBENCH
@_CONFIG
@_JSON
def check_command(workbench: str | None, config: Path | None, as_json: bool) -> None:
    """Look whether the database is whole and its rows fit together. Nothing is changed; 1 when something is wrong."""
    settings = load_settings(config, workbench=workbench)
    engine = connect_workbench(settings.workbench)
    click.get_current_context().call_on_close(engine.dispose)
    with engine.connect() as connection:
        versioned = revision_of(connection) is not None
    if versioned:
        allowed(engine, Act.ADMIN)
    found = check_workbench(engine)
    if as_json:
        click.echo(to_json(found))
    else:
        for one in found:
            _show_check(one)
    sys.exit(any(one.problems for one in found))


@workbench_group.command("backup")
@click.argument("file")
@_WORKBENCH
@_CONFIG
@_JSON
def backup_command(file: str, workbench: str | None, config: Path | None, as_json: bool) -> None:
    """Write all of it into FILE, as it is at this moment, while people work. A folder: with the time in the name.

    The file can be restored into SQLite and into PostgreSQL, whichever it came from.
    """
    settings = load_settings(config, workbench=workbench)
    engine, member = workbench_for(settings, Act.ADMIN)
    at, path = now(), Path(file)
    if file.endswith(("/", os.sep)):
        path.mkdir(parents=True, exist_ok=True)
    written = back_up(engine, path, at)
    record(engine, _by(member.name), "workbench backup", said={"file": path.name}, at=at)
    if as_json:
        click.echo(to_json(written))
    else:
        rows = sum(table.rows for table in written.tables.values())
        labels = written.tables["labels"].rows
        click.echo(
            f"{file}: {rows:,} rows of {len(written.tables)} tables, {labels:,} of them labels.", err=True
        )


@workbench_group.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--replace",
    is_flag=True,
    help="Even over labels that the backup does not have. They are written beside it first.",
)
@_WORKBENCH
@_CONFIG
def restore_command(file: Path, replace: bool, workbench: str | None, config: Path | None) -> None:
    """Make the workbench what FILE says. One that holds newer labels is left as it is unless --replace is given."""
    settings = load_settings(config, workbench=workbench)
    engine, member = workbench_for(settings, Act.ADMIN)
    done = restore(engine, file, by=_by(member.name), at=now(), replace=replace)
    held = done.manifest
    click.echo(
        f"Restored {held.tables['labels'].rows:,} labels of {held.made_at:%Y-%m-%d %H:%M:%S} UTC. Everybody signs in again.",
        err=True,
    )
    if done.kept:
        click.echo(f"What was there before is in {done.kept}.", err=True)


@workbench_group.command("migrate")
@_WORKBENCH
@_CONFIG
def migrate_command(workbench: str | None, config: Path | None) -> None:
    """Bring the tables to the newest revision. Every command and the app do so by themselves when they open it."""
    settings = load_settings(config, workbench=workbench)
    before = _revision(connect_workbench(settings.workbench))
    after = _revision(open_workbench(settings.workbench))
    told = f"The workbench has revision {after}."
    click.echo(told if before == after else f"{told} It had {before or 'none'}.", err=True)


@workbench_group.command("actions")
@click.option("--by", help="Only those of this person.")
@click.option("--batch", type=int, help="Only those on the batch of this number.")
@click.option("--newest", type=click.IntRange(1), help="Only the newest so many.")
@_WORKBENCH
@_CONFIG
@_JSON
def actions_command(
    by: str | None,
    batch: int | None,
    newest: int | None,
    workbench: str | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """List who did what, when, on which batch and item: the audit trail, oldest first."""
    engine, _ = workbench_for(load_settings(config, workbench=workbench), Act.LEAD)
    found = list_actions(engine, by=by, batch=batch, newest=newest)
    if as_json:
        click.echo(to_json(found))
    for one in () if as_json else found:
        click.echo(_line(one))


def _revision(engine: sa.Engine) -> str | None:
    with engine.connect() as connection:
        found = revision_of(connection)
    engine.dispose()
    return found


def _by(name: str) -> str:
    return name or getpass.getuser()


def _line(one: Action) -> str:
    where = f"batch {one.batch}" if one.batch is not None else ""
    where += f" item {one.place}" if one.place is not None else ""
    said = ", ".join(f"{name} {value}" for name, value in one.said.items())
    return f"{one.at:%Y-%m-%d %H:%M:%S}  {one.by or '–':<16} {one.action:<22} {where:<18} {said}".rstrip()


def _show_check(one: Checked) -> None:
    click.echo(f"{'✕' if one.problems else '✓'} {one.title}")
    for sentence in one.problems:
        click.secho(f"    {sentence}", fg="red")


COMMAND = workbench_group
