"""`tidegauge probe`: ask models the same small questions on a schedule, and say when a provider changed one silently."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import polars as pl

from tidegauge.cli.show._options import print_options
from tidegauge.cli.watch import Length

if TYPE_CHECKING:
    from tidegauge.reports._probes.records import ProbeSeries

_CONFIG = click.option("--config", type=click.Path(path_type=Path), help="A tidegauge.toml.")


@click.group("probe")
def COMMAND() -> None:  # noqa: N802  listed
    """Ask models the same small questions on a schedule, and say when a provider changed one silently."""


@COMMAND.command("run")
@click.argument("targets", nargs=-1)
@click.option("--every", type=Length(), help="Go on until stopped, once every so long: 6h.")
@click.option("--cap", type=click.FloatRange(0), help="US dollars a UTC day.  [default: the settings']")
@click.option("--no-cap", is_flag=True, help="Spend without a cap.")
@click.option("--dry-run", is_flag=True, help="Print what would be asked and what it would cost.")
@click.option("--json", "as_json", is_flag=True, help="Print what the runs came to, and the series, as JSON.")
@_CONFIG
def run_command(
    targets: tuple[str, ...],
    every: float | None,
    cap: float | None,
    no_cap: bool,
    dry_run: bool,
    as_json: bool,
    config: Path | None,
) -> None:
    """Probe TARGETS, or all of [probes.targets] in tidegauge.toml, and look at the answers.

    The exit code is 0 where no look says that something changed, 1 where one does, and 2 where a target could not be probed.
    A run that was stopped or killed is taken up again by the next one within an hour.
    """
    from tidegauge.cli._member import workbench_for
    from tidegauge.cli._probe_run import FAILED, ProbeSession
    from tidegauge.clock import now
    from tidegauge.errors import TidegaugeError
    from tidegauge.probes.suite import load_suite
    from tidegauge.probes.target import targets as chosen
    from tidegauge.reports.export import to_json
    from tidegauge.reports.probes import probe_series
    from tidegauge.settings import load_settings
    from tidegauge.workbench.permission import Act

    try:
        settings = load_settings(config)
        table = settings.probes if cap is None else settings.probes.model_copy(update={"daily_cap": cap})
        suite, zone = load_suite(table.suite), settings.time_zone or "UTC"
        engine, _ = workbench_for(settings, Act.LEAD)
        session = ProbeSession(engine, chosen(table, suite, targets), not no_cap, zone)
        if dry_run:
            session.show_plan()
            return
        code, done = session.run(every)
    except TidegaugeError as error:
        click.secho(str(error), fg="red", err=True)
        sys.exit(FAILED)  # 1 says that something changed
    if as_json:
        click.echo(to_json({"runs": done, "series": probe_series(engine, now(), zone)}))
    sys.exit(code)


@COMMAND.command("list")
@_CONFIG
@print_options
def list_command(config: Path | None) -> tuple[object, pl.DataFrame, str]:
    """Print every target that was probed: what it answers as, and whether it changed."""
    from tidegauge.cli._probe_output import list_lines
    from tidegauge.reports.probes import table

    series, zone = _series(config)
    text = "\n".join(list_lines(series, zone)) if series else "Nobody was probed yet: tidegauge probe run"
    return series, table(series), text


@COMMAND.command("show")
@click.argument("target")
@_CONFIG
@print_options
def show_command(config: Path | None, target: str) -> tuple[object, pl.DataFrame, str]:
    """Print what the probes of TARGET say: its findings, its runs as ticks, and the measures of the newest look."""
    from tidegauge.cli._probe_output import show_lines
    from tidegauge.errors import SettingsError, unknown
    from tidegauge.reports.probes import table

    series, zone = _series(config)
    found = {one.target: one for one in series}
    if target not in found:
        raise SettingsError(unknown("probed target", target, found))
    one = found[target]
    return one, table([one]), "\n".join(show_lines(one, zone))


@COMMAND.command("rebase")
@click.argument("target")
@click.option("--by", help="Who says so. A member's key signs by itself.")
@click.option("--reason", required=True, help="Why the runs from now on are the normal ones.")
@_CONFIG
def rebase_command(target: str, by: str | None, reason: str, config: Path | None) -> None:
    """Begin a new reference of TARGET with its next run: a change was seen, understood, and is lived with."""
    from tidegauge.cli._member import signed, workbench_for
    from tidegauge.clock import now
    from tidegauge.errors import SettingsError, unknown
    from tidegauge.settings import load_settings
    from tidegauge.workbench.permission import Act
    from tidegauge.workbench.probe_checks import record_reference
    from tidegauge.workbench.probe_runs import probe_runs

    settings = load_settings(config)
    engine, member = workbench_for(settings, Act.LEAD)
    runs = probe_runs(engine)
    if target not in {one.target for one in runs}:
        raise SettingsError(unknown("probed target", target, {one.target for one in runs}))
    after = max(one.id for one in runs if one.target == target)
    record_reference(engine, target, after, by=signed(member, by), at=now(), reason=reason)
    click.echo(f"The next {settings.probes.reference_runs} runs of {target} are its new reference.")


def _series(config: Path | None) -> tuple["tuple[ProbeSeries, ...]", str]:
    from tidegauge.cli._member import workbench_for
    from tidegauge.clock import now
    from tidegauge.reports.probes import probe_series
    from tidegauge.settings import load_settings
    from tidegauge.workbench.permission import Act

    settings = load_settings(config)
    engine, _ = workbench_for(settings, Act.READ)
    zone = settings.time_zone or "UTC"
    return probe_series(engine, now(), zone), zone
