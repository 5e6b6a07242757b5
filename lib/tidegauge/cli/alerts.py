"""`tidegauge alerts`: the rules, what they fired, and a test of the channels."""

from pathlib import Path

import click

from tidegauge.cli.show.alerts import COMMAND as SHOW

_STORE = click.option("--store", metavar="URL", help="The store.  [default: the settings']")
_CONFIG = click.option("--config", type=click.Path(path_type=Path), help="A tidegauge.toml.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("alerts")
def alerts_group() -> None:
    """List the alert rules and what they fired, and try the channels. `tidegauge check` evaluates them."""


alerts_group.add_command(SHOW, "list")


@alerts_group.command("history")
@click.option("--rule", help="Only this rule.")
@click.option("--from", "start", help="First day or moment.")
@click.option("--to", "end", help="Last day (included) or moment.")
@click.option(
    "--newest", type=click.IntRange(1), default=50, show_default=True, help="At most so many, the newest."
)
@click.option("--time-zone", help="For times you type and read.  [default: the settings', else UTC]")
@_JSON
@_STORE
@_CONFIG
def history_command(
    rule: str | None,
    start: str | None,
    end: str | None,
    newest: int,
    time_zone: str | None,
    as_json: bool,
    store: str | None,
    config: Path | None,
) -> None:
    """List the changes of state, oldest first, with who was told, or why nobody was."""
    from tidegauge.cli import _alert_history as listing
    from tidegauge.cli._alert_session import alert_session
    from tidegauge.time_zones import parse_time

    session = alert_session(config, store)
    zone = time_zone or session.settings.time_zone or "UTC"
    since = parse_time(start, zone) if start else None
    until = parse_time(end, zone, end=True) if end else None
    found = listing.happened(session, rule, since, until, newest)
    click.echo(listing.as_json(found) if as_json else "\n".join(listing.history_lines(found, zone)))


@alerts_group.command("suggest")
@click.option(
    "--days",
    type=click.IntRange(1),
    default=60,
    show_default=True,
    help="Of history that each rule is tried on.",
)
@_JSON
@_STORE
@_CONFIG
def suggest_command(days: int, as_json: bool, store: str | None, config: Path | None) -> None:
    """Suggest rules from the store's own calls, each with what it would have sent, as TOML to paste into tidegauge.toml."""
    from tidegauge.alerts.rules_toml import toml_of
    from tidegauge.alerts.suggestions import suggestions
    from tidegauge.cli._alert_session import alert_session
    from tidegauge.incidents.known import known_incidents
    from tidegauge.reports.export import to_json
    from tidegauge.workbench.baselines import list_baselines

    session = alert_session(config, store)
    found = suggestions(
        session.source,
        session.settings,
        rules=session.rules(),
        days=days,
        known=known_incidents(session.engine, session.key),
        baselines=list_baselines(session.engine),
    )
    if as_json:
        click.echo(to_json(found))
        return
    if not found:
        click.echo("Nothing to suggest: every metric has a rule, or too few calls are recorded.", err=True)
    for one in found:
        click.echo(f"# {one.sentence}\n# {one.backtest.sentence}\n{toml_of([one.rule])}")


@alerts_group.command("test-notify")
@click.argument("names", nargs=-1, metavar="[CHANNEL]...")
@_CONFIG
def test_command(names: tuple[str, ...], config: Path | None) -> None:
    """Send a test message to every channel of the settings, or to those that are named."""
    from tidegauge.alerts.channels import channels
    from tidegauge.alerts.messages import trial_message
    from tidegauge.errors import SettingsError, unknown
    from tidegauge.settings import load_settings

    alerts = load_settings(config).alerts
    for name in names:
        if name not in alerts.channels:
            raise SettingsError(unknown("channel", name, alerts.channels))
    if not alerts.channels:
        raise SettingsError("There are no channels. Declare one under [alerts.channels] of tidegauge.toml.")
    problems = 0
    for name, channel in channels(alerts, names or alerts.channels).items():
        problem = channel.send(trial_message(name, alerts))
        click.echo(f"{name}: {problem}." if problem else f"{name}: sent.")
        problems += problem is not None
    if problems:
        raise SettingsError(
            f"{problems} of {len(names or alerts.channels)} channels did not take the message."
        )


COMMAND = alerts_group
