"""`tidegauge golden run`, `runs` and `result`: a frozen set asked of a candidate, and what came of it."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tidegauge.cli._golden_run_options import with_options
from tidegauge.cli._member import signed, workbench_for
from tidegauge.reports.export import to_json
from tidegauge.settings import load_settings
from tidegauge.workbench.permission import Act

if TYPE_CHECKING:
    import sqlalchemy as sa

    from tidegauge.golden_runs.order import Order
    from tidegauge.golden_runs.run import Ran

DONE, WRONG, CAPPED = 0, 1, 3
"""Exit status: the run is over; something is wrong, or it was stopped; the cap left questions."""


@click.command("run")
@click.argument("name", metavar="SET")
@with_options
def run_command(
    name: str, dry_run: bool, against: str | None, by: str, config: Path | None, as_json: bool, **options: Any
) -> None:
    """Ask a candidate every item of SET (or SET@2), several times, and hold the answers to checks.

    \b
      tidegauge golden run support --as v7 --model gpt-5-mini --prompt-file prompts/v7.txt --dry-run
      tidegauge golden run support --as v7 --command './answer.py --prompt v7' --repeats 5

    An item passes where more than half of its repeats pass every check. What was answered is never asked again under the same
    name, prompt and model: a run that was stopped or killed goes on where it was, and one that is over is only shown.

    The key comes from TIDEGAUGE_JUDGE_KEY, for OpenAI's own endpoint also from OPENAI_API_KEY. docs/golden-runs.md tells the rest.

    Exit status: 0 the run is over, whatever passes; 1 something is wrong, or you stopped it; 3 the cap left questions.
    """
    from tidegauge.cli import _golden_run_output as output
    from tidegauge.cli._golden_order import Asked, order_of
    from tidegauge.golden_runs.planning import planned

    settings = load_settings(config)
    workbench, member = workbench_for(settings, Act.LEAD)
    by = signed(member, by)
    order = order_of(workbench, settings, name, Asked(**options), os.environ, asks=not dry_run)
    if dry_run:
        plan = planned(workbench, order)
        if as_json:
            click.echo(
                to_json(
                    {"set": order.of.title, "as": order.label, "target": order.target.words, "plan": plan}
                )
            )
        else:
            output.show_plan(order, plan)
        return
    ran = asyncio.run(_run(workbench, order, by))
    _show(workbench, ran, against, as_json=as_json)
    if ran.left:
        output.show_left(ran, order)
        sys.exit(CAPPED if ran.ending == "broke" else WRONG)


async def _run(workbench: "sa.Engine", order: "Order", by: str) -> "Ran":
    from tidegauge.cli._golden_run_output import EVERY, told
    from tidegauge.cli._progress_line import reporting
    from tidegauge.golden_runs.run import GoldenRunner

    stop = asyncio.Event()
    loop, task = asyncio.get_running_loop(), asyncio.current_task()

    def stopped() -> None:
        if stop.is_set() and task is not None:
            task.cancel()
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped)
    try:
        with reporting(told, EVERY) as report:
            return await GoldenRunner(workbench, order, stop, report).run(by)
    finally:
        await order.target.close()


def _show(workbench: "sa.Engine", ran: "Ran", against: str | None, *, as_json: bool) -> None:
    from tidegauge.cli import _golden_run_output as output
    from tidegauge.reports.golden_run import comparison_of, run_summary

    found = run_summary(workbench, ran.run.id)
    other = _other(workbench, ran, against)
    compared = comparison_of(run_summary(workbench, other), found) if other is not None and found.n else None
    if as_json:
        click.echo(to_json({"asked": ran.asked, "left": ran.left, "result": found, "comparison": compared}))
        return
    if not ran.asked and ran.run.complete:
        click.echo("This was run before; nothing was asked. To ask everything anew: --again", err=True)
    output.show_summary(found)
    if compared is not None:
        output.show_comparison(compared)


def _other(workbench: "sa.Engine", ran: "Ran", against: str | None) -> int | None:
    """Return the run to compare with: the newest one of a candidate that is named, else the last one of another candidate."""
    from tidegauge.errors import unknown
    from tidegauge.workbench.golden_candidates import GoldenError
    from tidegauge.workbench.golden_runs import newest_run, runs_of

    name, own = ran.run.golden_set, ran.run
    runs = [one for one in runs_of(workbench, name) if one.complete and one.id != own.id]
    if against is not None:
        found = newest_run(workbench, name, against)
        if found is None:
            raise GoldenError(
                f"--against: {unknown('candidate with a finished run', against, {one.label for one in runs})}"
            )
        return found.id
    return next((one.id for one in runs if one.label != own.label and one.at <= own.at), None)


@click.command("runs")
@click.argument("name", metavar="[SET]", required=False)
@click.option("--config", type=click.Path(path_type=Path), help="A tidegauge.toml.")
@click.option("--json", "as_json", is_flag=True, help="Print the runs as JSON, every item of them.")
def runs_command(name: str | None, config: Path | None, as_json: bool) -> None:
    """List the golden runs, the newest first: who was asked, and what passed."""
    from tidegauge.cli._golden_run_output import show_runs
    from tidegauge.reports.golden_run import run_summary
    from tidegauge.workbench.golden_runs import runs_of
    from tidegauge.workbench.golden_sets import set_of

    workbench, _ = workbench_for(load_settings(config), Act.READ)
    version = set_of(workbench, name).version if name and "@" in name else None
    told = set_of(workbench, name).name if name else None
    found = tuple(run_summary(workbench, one.id) for one in runs_of(workbench, told, version))
    if as_json:
        click.echo(to_json(found))
    else:
        show_runs(found)


@click.command("result")
@click.argument("number", metavar="RUN", type=int)
@click.option("--against", type=int, metavar="RUN", help="Compare with another run, item by item.")
@click.option("--config", type=click.Path(path_type=Path), help="A tidegauge.toml.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, every item of it.")
def result_command(number: int, against: int | None, config: Path | None, as_json: bool) -> None:
    """Show what the golden run of a number found, and what another one gained or lost: tidegauge golden runs lists them."""
    from tidegauge.cli import _golden_run_output as output
    from tidegauge.reports.golden_run import comparison_of, run_summary

    workbench, _ = workbench_for(load_settings(config), Act.READ)
    found = run_summary(workbench, number)
    compared = comparison_of(run_summary(workbench, against), found) if against is not None else None
    if as_json:
        click.echo(to_json({"result": found, "comparison": compared}))
        return
    output.show_summary(found)
    if compared is not None:
        output.show_comparison(compared)
