"""`tidegauge check`: every alert rule once, for cron, pipelines and Kubernetes."""

import sys
import traceback
from contextlib import suppress
from pathlib import Path

import click

from tidegauge.errors import TidegaugeError

FAILED = 2


@click.command("check")
@click.option("--rule", "only", multiple=True, metavar="NAME", help="Only this rule. Repeat for more.")
@click.option("--at", help="As if it were this moment: 2026-10-01T14:00.  [default: now]")
@click.option("--json", "as_json", is_flag=True, help="Print the evaluation as JSON.")
@click.option(
    "--junit", type=click.Path(path_type=Path), metavar="FILE", help="Write a JUnit report as well."
)
@click.option(
    "--notify/--no-notify",
    default=True,
    help="Without, what is to be told waits for the next check.  [default: notify]",
)
@click.option("--time-zone", help="For times you type and read.  [default: the settings', else UTC]")
@click.option("--store", metavar="URL", help="The store to read.  [default: the settings']")
@click.option("--config", type=click.Path(path_type=Path), help="A tidegauge.toml.")
def check_command(
    only: tuple[str, ...],
    at: str | None,
    as_json: bool,
    junit: Path | None,
    notify: bool,
    time_zone: str | None,
    store: str | None,
    config: Path | None,
) -> None:
    """Evaluate every alert rule once.

    Reads the windows that ended since the last check, keeps what each rule says, and tells people what changed.
    A check that was missed, or stopped half way, is made up for by the next one.

    The exit code is 0 if nothing fires, 1 if a rule does, and 2 if none does but one could not be evaluated, a channel
    cannot be told, or the check itself failed.

    \b
    In cron, every 5 minutes:
      */5 * * * *  cd /srv/tidegauge && tidegauge check

    In a pipeline, as a gate before more traffic goes to a release: `tidegauge check --rule canary --junit alerts.xml`.
    In Kubernetes: a CronJob with concurrencyPolicy: Forbid, or one pod of `tidegauge watch`. docs/alerts.md has all of
    them in full.
    """
    try:
        code = _run(only, at, time_zone, store, config, as_json=as_json, junit=junit, notify=notify)
    except TidegaugeError as error:
        click.secho(str(error), fg="red", err=True)
        code = _failed(str(error), junit)
    except Exception as error:
        # Python would end with 1, which says that a rule fires.
        traceback.print_exc()
        code = _failed(f"{type(error).__name__}: {error}", junit)
    sys.exit(code)


def _failed(problem: str, junit: Path | None) -> int:
    from tidegauge.cli._alert_junit import write_broken_junit

    if junit is not None:
        with suppress(TidegaugeError):  # it is this that failed, and was said
            write_broken_junit(problem, junit)
    return FAILED


def _run(
    only: tuple[str, ...],
    at: str | None,
    time_zone: str | None,
    store: str | None,
    config: Path | None,
    *,
    as_json: bool,
    junit: Path | None,
    notify: bool,
) -> int:
    from tidegauge.cli import _alert_output as output
    from tidegauge.cli._alert_junit import write_junit
    from tidegauge.cli._alert_session import alert_session
    from tidegauge.clock import now
    from tidegauge.reports.export import to_json
    from tidegauge.time_zones import parse_time

    session = alert_session(config, store)
    zone = time_zone or session.settings.time_zone or "UTC"
    moment = parse_time(at, zone) if at else now()
    ready, problems = session.channels() if notify else ({}, ())
    found = session.evaluate(moment, only)
    done = session.tell(ready, moment) if notify else None
    click.echo(to_json(found) if as_json else "\n".join(output.check_lines(found, zone)))
    for line in output.delivery_lines(done) if done else ():
        click.echo(line, err=True)
    for problem in problems:
        click.secho(f"Not told, and kept: {problem}", fg="red", err=True)
    if junit is not None:
        write_junit(found, junit, problems)
    return found.exit_code or (FAILED if problems else 0)


COMMAND = check_command
