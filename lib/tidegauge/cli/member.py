"""`tidegauge member`: who may sign in, and in which role."""

from pathlib import Path

import click

from tidegauge.cli._member import workbench_for
from tidegauge.clock import now
from tidegauge.reports.export import to_json
from tidegauge.settings import Settings, load_settings
from tidegauge.workbench.members import (
    Role,
    add_member,
    change_key,
    change_role,
    list_members,
    remove_member,
)
from tidegauge.workbench.permission import Act

_WORKBENCH = click.option(
    "--workbench", metavar="URL", help="The workbench.  [default: that of the settings]"
)
_CONFIG = click.option("--config", type=click.Path(path_type=Path), help="A tidegauge.toml.")
_ROLES = click.Choice([role.value for role in Role])


def _settings(config: Path | None, workbench: str | None) -> Settings:
    return load_settings(config, workbench=workbench)


@click.group("member")
def member_group() -> None:
    """Say who may sign in, and in which role. Without a member everything is open to everybody.

    From the first member on, commands that read or change reviews need a key: export TIDEGAUGE_KEY=tg_...
    """


@member_group.command("add")
@click.argument("name")
@click.option("--role", type=_ROLES, required=True, help="What the member works as.")
@_WORKBENCH
@_CONFIG
def add_command(name: str, role: str, workbench: str | None, config: Path | None) -> None:
    """Add a member and print the key, once: nobody can read it again. The first member must be an admin."""
    engine, by = workbench_for(_settings(config, workbench), Act.ADMIN)
    key = add_member(engine, name, Role(role), by=by.name, at=now())
    _show(name, key)


@member_group.command("key")
@click.argument("name")
@_WORKBENCH
@_CONFIG
def key_command(name: str, workbench: str | None, config: Path | None) -> None:
    """Give a member another key and print it, once. The old one ends at once, and so does every session."""
    engine, by = workbench_for(_settings(config, workbench), Act.ADMIN)
    _show(name, change_key(engine, name, by=by.name, at=now()))


@member_group.command("role")
@click.argument("name")
@click.argument("role", type=_ROLES)
@_WORKBENCH
@_CONFIG
def role_command(name: str, role: str, workbench: str | None, config: Path | None) -> None:
    """Give a member another role. It counts from the next click on."""
    engine, by = workbench_for(_settings(config, workbench), Act.ADMIN)
    change_role(engine, name, Role(role), by=by.name, at=now())
    click.echo(f"{name} is {role} now.", err=True)


@member_group.command("remove")
@click.argument("name")
@_WORKBENCH
@_CONFIG
def remove_command(name: str, workbench: str | None, config: Path | None) -> None:
    """Take a member's access away. Labels stay."""
    engine, by = workbench_for(_settings(config, workbench), Act.ADMIN)
    remove_member(engine, name, by=by.name, at=now())
    left = "" if list_members(engine) else " There is no member any more: everything is open to everybody."
    click.echo(f"{name} has no access any more.{left}", err=True)


@member_group.command("list")
@_WORKBENCH
@_CONFIG
@click.option("--json", "as_json", is_flag=True, help="Print the members as JSON.")
def list_command(workbench: str | None, config: Path | None, as_json: bool) -> None:
    """List the members with their roles."""
    engine, _ = workbench_for(_settings(config, workbench), Act.LEAD)
    found = list_members(engine)
    if as_json:
        click.echo(to_json(found))
    elif not found:
        click.echo(
            "There is no member: everything is open to everybody, and names are not checked.", err=True
        )
    for one in () if as_json else found:
        click.echo(f"{one.name:<24} {one.role.value:<10} since {one.since:%Y-%m-%d %H:%M} UTC")


def _show(name: str, key: str) -> None:
    click.echo(
        f"The key of {name}, shown this once. It opens the sign-in page, and commands as TIDEGAUGE_KEY:",
        err=True,
    )
    click.echo(key)


COMMAND = member_group
