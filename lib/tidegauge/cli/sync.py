"""`tidegauge sync`: another tool's store, or one of our own, copied into a store of ours."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from types import FrameType

import click

from tidegauge.cli._store import chosen_address, source_address
from tidegauge.cli._warm_days import AHEAD, warm_days


@click.command("sync")
@click.argument("source", metavar="SOURCE_URL")
@click.option(
    "--into",
    metavar="STORE",
    help="The folder, PostgreSQL or ClickHouse to copy into.  [default: the store of the settings]",
)
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Rows of this UTC day or later only."
)
@click.option("--follow", is_flag=True, help="Go on until Ctrl+C, and copy what is written meanwhile.")
@click.option(
    "--every",
    default=5.0,
    show_default=True,
    type=click.FloatRange(min=0.1),
    metavar="SECONDS",
    help="How often to look, with --follow.",
)
@click.option(
    "--full", is_flag=True, help="Read every row again, and take away what the source has no longer."
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON; with --follow a line a run.")
@AHEAD
def COMMAND(  # noqa: N802  listed
    source: str,
    into: str | None,
    since: datetime | None,
    follow: bool,
    every: float,
    full: bool,
    as_json: bool,
    ahead: bool,
) -> None:
    """Copy Phoenix, MLflow, Langfuse, otel_traces or another store of ours, from where the last sync ended.

    SOURCE_URL is an address, or the name of a store in [stores].

    Rows that were copied before are replaced if they changed. It commits every 200,000 rows, and every 10
    seconds: one that is stopped or killed goes on from its last commit. The source is only read. Two sources may share a store: “record_source” tells their calls apart; of rows
    with the same ids the one that was copied last stays.
    """
    from tidegauge.cli import _sync_output as output
    from tidegauge.cli._progress_line import reporting
    from tidegauge.sync.run import Plan, Sync, Synced

    plan = Plan(source_address(source), chosen_address(into), since.date() if since else None)
    with _stopped_by_signals() as stop, reporting(output.told, output.EVERY) as report:
        sync = Sync(plan, report, stop)
        if follow:
            shown = output.line if as_json else output.show_round

            def done(result: Synced) -> None:
                report.clear()
                shown(result)

            click.echo(output.following(plan.source, plan.into, every), err=True)
            sync.follow(every, done, output.show_trouble, output.show_return, full=full)
            return
        result = sync.run(full=full)
    output.show(result, as_json=as_json)
    if ahead and result.changed and not result.stopped:
        warm_days(plan.into)
    sys.exit(1 if result.stopped else 0)


@contextmanager
def _stopped_by_signals() -> Iterator[threading.Event]:
    """Let Ctrl+C and a polite kill end the run after the rows that are at hand; a second Ctrl+C ends it at once."""
    stop = threading.Event()

    def told(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    before = {number: signal.signal(number, told) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
