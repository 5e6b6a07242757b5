"""`tidegauge incidents`: what is open, open one, say what was done, and take the postmortem along."""

import getpass
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

from tidegauge.cli.show._options import filter_options
from tidegauge.errors import TidegaugeError
from tidegauge.workbench.permission import Act

_CONFIG = click.option("--config", type=click.Path(path_type=Path), help="A tidegauge.toml.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_ZONE = click.option("--time-zone", help="For times you read.  [default: the settings', else UTC]")
_BY = click.option("--by", default=getpass.getuser, help="Who does it.  [default: you]")
_KEY = click.argument("key", metavar="INCIDENT")
_LEVELS = click.Choice(["P0", "P1", "P2", "P3"])


@click.group("incidents")
def incidents_group() -> None:
    """List incidents, open one, and say what was done. INCIDENT is its key: INC-31, or 31."""


@incidents_group.command("list")
@click.option("--open", "only_open", is_flag=True, help="Only those that are not resolved.")
@_JSON
@_ZONE
@_CONFIG
def list_command(only_open: bool, as_json: bool, time_zone: str | None, config: Path | None) -> None:
    """List the incidents: open ones first, of these the late ones, then the most severe."""
    from tidegauge.cli._incident_session import list_lines, session
    from tidegauge.incidents.countdown import urgent_first
    from tidegauge.incidents.listing import list_incidents
    from tidegauge.reports.export import to_json

    of = session(config, zone=time_zone)
    every = urgent_first(list_incidents(of.engine), of.settings.alerts.severity, of.now)
    found = tuple(one for one in every if one.is_open or not only_open)
    if as_json:
        click.echo(to_json(found))
    elif found:
        click.echo("\n".join(list_lines(found, of)))
    else:
        click.echo("No incident is open." if only_open else "There was no incident yet.", err=True)


@incidents_group.command("open")
@click.option("--title", help="What is wrong. With --metric Scope says it.")
@click.option("--metric", help="A metric: Scope says where it sits, and that is pinned.")
@click.option("--severity", type=_LEVELS, help="Beats what the rules say.")
@click.option("--owner", help="Whose it is.  [default: the settings' owner of alerts]")
@click.option("--onset", help="Since when: 2026-11-17T14:20.  [default: what Scope finds]")
@click.option("--again", is_flag=True, help="Open it although one of the same metric and calls is open.")
@_BY
@_JSON
@partial(filter_options)
def open_command(
    question: Any, onset: str | None, again: bool, by: str, as_json: bool, **told: str | None
) -> None:
    """Open an incident of what the filter keeps."""
    from tidegauge.cli._incident_open import Told, opened
    from tidegauge.cli._member import signed, workbench_for
    from tidegauge.cli.show._text import inert
    from tidegauge.clock import now
    from tidegauge.reports.export import to_json
    from tidegauge.time_zones import parse_time

    engine, member = workbench_for(question.settings, Act.LEAD)
    at = parse_time(onset, question.asked.time_zone) if onset else None
    found = opened(engine, question, Told(onset=at, again=again, **told), by=signed(member, by), at=now())
    click.echo(to_json(found) if as_json else inert(f"{found.key}, {found.severity}: {found.title}"))


@incidents_group.command("show")
@_KEY
@_JSON
@_ZONE
@_CONFIG
def show_command(key: str, as_json: bool, time_zone: str | None, config: Path | None) -> None:
    """Print an incident: how it stands, its checklist, its timeline, what is pinned."""
    from tidegauge.cli._incident_session import record_lines, report_of, session
    from tidegauge.incidents.listing import incident_of
    from tidegauge.reports.export import to_json

    of = session(config, zone=time_zone)
    report = report_of(incident_of(of.engine, key), of)
    click.echo(to_json(report) if as_json else "\n".join(record_lines(report)))


@incidents_group.command("note")
@_KEY
@click.argument("text")
@_BY
@_CONFIG
def note_command(key: str, text: str, by: str, config: Path | None) -> None:
    """Write a note into the timeline."""
    from tidegauge.incidents import acts

    _act(key, config, by, lambda engine, one, **signed: acts.note(engine, one, text, **signed))


@incidents_group.command("acknowledge")
@_KEY
@_BY
@_CONFIG
def acknowledge_command(key: str, by: str, config: Path | None) -> None:
    """Say that you are on it: that stops the countdown."""
    from tidegauge.incidents import acts

    _act(key, config, by, acts.acknowledge)


@incidents_group.command("give")
@_KEY
@click.argument("owner")
@_BY
@_CONFIG
def give_command(key: str, owner: str, by: str, config: Path | None) -> None:
    """Give an incident another owner."""
    from tidegauge.incidents import acts

    _act(key, config, by, lambda engine, one, **signed: acts.give_to(engine, one, owner, **signed))


@incidents_group.command("rate")
@_KEY
@click.argument("severity", type=_LEVELS)
@click.option("--reason", required=True, help="Why it is not what the rules say.")
@_BY
@_CONFIG
def rate_command(key: str, severity: str, reason: str, by: str, config: Path | None) -> None:
    """Give an incident another severity."""
    from tidegauge.incidents import acts

    _act(key, config, by, lambda engine, one, **signed: acts.rate(engine, one, severity, reason, **signed))


@incidents_group.command("status")
@_KEY
@click.argument("status", type=click.Choice(["scoped", "isolated", "mitigated", "resolved", "reopen"]))
@_BY
@_CONFIG
def status_command(key: str, status: str, by: str, config: Path | None) -> None:
    """Bring an incident to a later state, or reopen it."""
    from tidegauge.incidents import acts

    if status == "reopen":
        _act(key, config, by, acts.reopen)
    else:
        _act(key, config, by, lambda engine, one, **signed: acts.set_status(engine, one, status, **signed))


@incidents_group.command("postmortem")
@_KEY
@click.option("--format", "form", type=click.Choice(["md", "html"]), default="md", show_default=True)
@click.option(
    "--to", "path", type=click.Path(path_type=Path), default="-", help="A file, or - for the screen."
)
@_ZONE
@_CONFIG
def postmortem_command(key: str, form: str, path: Path, time_zone: str | None, config: Path | None) -> None:
    """Write the postmortem. The HTML file holds its charts, and asks nothing of the network."""
    from tidegauge.cli._incident_session import report_of, session
    from tidegauge.incidents.listing import incident_of
    from tidegauge.incidents.postmortem.page import to_html
    from tidegauge.incidents.postmortem.text import to_markdown

    of = session(config, zone=time_zone)
    report = report_of(incident_of(of.engine, key), of)
    text = to_html(report) if form == "html" else to_markdown(report)
    if str(path) == "-":
        click.echo(text, nl=False)
    else:
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise TidegaugeError(
                f"The postmortem cannot be written to “{path}”: {error.strerror}."
            ) from error
        click.echo(f"The postmortem is in {path}.", err=True)


def _act(key: str, config: Path | None, by: str, act: Callable[..., Any]) -> None:
    from tidegauge.cli._incident_session import session
    from tidegauge.cli.show._text import inert
    from tidegauge.incidents.listing import incident_of

    of = session(config, Act.LEAD)
    found = act(of.engine, incident_of(of.engine, key), by=of.by(by), at=of.now)
    click.echo(inert(f"{found.key} is {found.status}, {found.severity}, owner {found.owner or 'nobody'}."))


COMMAND = incidents_group
