"""What `tidegauge judge` does once its options are read."""

import asyncio
import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from tidegauge.cli import _judge_output as output
from tidegauge.cli._progress_line import reporting
from tidegauge.cli._store import address
from tidegauge.clock import now
from tidegauge.judging import anchors
from tidegauge.judging.access import check_extra
from tidegauge.judging.asking import Ending
from tidegauge.judging.calls import Calls
from tidegauge.judging.checks import Checked, checks_of, run_check
from tidegauge.judging.following import Stop, follow
from tidegauge.judging.run import Progress
from tidegauge.judging.session import STATEMENT_SECONDS, Session
from tidegauge.judging.wish import Wish
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.stores import open_store, open_writer
from tidegauge.stores.addresses import store_key
from tidegauge.workbench.engine import open_workbench

DONE, WRONG, CAPPED = 0, 1, 3
"""Exit status: all is judged; something is wrong, or somebody stopped it; the daily cap left calls for tomorrow."""

Check = Callable[[Stop], tuple[Checked, ...]]


@dataclass(frozen=True)
class How:
    """How the command runs: validators are also, only or off; `follow` is seconds between two looks, None for one run."""

    validators: str
    follow: float | None
    as_json: bool


def overridden(settings: Settings, flags: Mapping[str, Any]) -> Settings:
    """Return settings in which the flags that were given stand in the place of the keys of [judge]."""
    given = {name: value for name, value in flags.items() if value is not None}
    if "cap" in given:
        given["daily_cap"] = given.pop("cap")
    if "rate" in given:
        given["rates"] = ()
    return settings.model_copy(update={"judge": settings.judge.model_copy(update=given)})


def dry_run(settings: Settings, wish: Wish, *, as_json: bool) -> None:
    """Say what would be asked, and what it would cost."""
    check_extra()
    session = Session(settings, address(settings), wish, os.environ, asks=False)
    plan = session.plan().without(session.kept())
    output.show_plan(session, plan, session.estimate(plan), as_json=as_json)


def judge(settings: Settings, wish: Wish, how: How) -> int:
    """Check and judge, once or until told to stop; return the exit status."""
    url = address(settings)
    open_writer(url)
    checks = [] if how.validators == "off" or wish.pairs else checks_of(settings.judge.checks)
    calls = _calls(settings, wish)

    def check(stop: Stop) -> tuple[Checked, ...]:
        return tuple(run_check(calls(), one, url, stop.waiting.is_set) for one in checks)

    session = None
    if how.validators != "only":
        check_extra()
        session = Session(settings, url, wish, os.environ)
    return asyncio.run(_run(check, session, calls, how))


async def _run(check: Check, session: Session | None, calls: Callable[[], Calls], how: How) -> int:
    stop, status, following = Stop(), DONE, how.follow is not None
    _listen(stop)
    with reporting(output.told, output.EVERY) as report:

        async def once() -> None:
            nonlocal status
            status = await _once(check, session, stop, report, how)

        if how.follow is None:
            await once()
        else:
            await follow(calls().source.store.version, how.follow, stop, once, output.show_trouble)
    return DONE if following else status


async def _once(
    check: Check,
    session: Session | None,
    stop: Stop,
    report: Callable[[Progress], None],
    how: How,
) -> int:
    following = how.follow is not None
    checked = await asyncio.to_thread(check, stop)
    if session is None:
        if not following or any(one.calls for one in checked):
            output.show_checked(checked, as_json=how.as_json, compact=following)
        return WRONG if stop.waiting.is_set() else DONE
    tally = await session.run(stop, report)
    if not following or tally.endings or any(one.calls for one in checked):
        output.show(tally, session, checked, as_json=how.as_json, compact=following)
    if tally.endings[Ending.BROKE]:
        return CAPPED
    return WRONG if tally.left or stop.waiting.is_set() else DONE


def _listen(stop: Stop) -> None:
    """Let Ctrl+C and a polite kill end the run after what is under way; a second one ends it at once."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()

    def told() -> None:
        if stop.waiting.is_set() and task is not None:
            task.cancel()
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told)


def keep_anchors(settings: Settings, wish: Wish, said: str) -> None:
    """Set calls aside to measure the judge on: so many, those of a file, or forget them."""
    engine, key = open_workbench(settings.workbench), store_key(address(settings))
    if said == "forget":
        number = anchors.forget_anchors(engine, key)
        click.echo(f"Forgot {number:,} calls. Their scores stay in the store.")
        return
    calls, ids = _calls(settings, wish)(), list[str]()
    if not said.isdigit():
        ids = anchors.ids_of(Path(said).expanduser())
    chosen = calls.named(ids) if ids else calls.fixed(int(said))
    anchors.keep_anchors(engine, key, chosen, now())
    click.echo(f"{len(chosen):,} calls are judged again on every day that tidegauge judge runs.")
    if missing := max(0, len(ids) - len(chosen)):
        click.echo(f"{missing:,} of the file are not in the store, or have no answer.", err=True)


def _calls(settings: Settings, wish: Wish) -> Callable[[], Calls]:
    source = Source(open_store(address(settings), STATEMENT_SECONDS), settings.dimensions)

    def calls() -> Calls:
        # A window ends at the newest call: it is another one with every look.
        return Calls(source, wish.asked(settings.judge, now(), source.store.catalog()), settings.judge)

    return calls
