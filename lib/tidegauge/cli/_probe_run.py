"""What `tidegauge probe run` does: every target once, or again and again until it is stopped."""

import asyncio
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import click
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from tidegauge.cli._probe_output import estimate_lines, ran_lines
from tidegauge.cli._progress_line import reporting
from tidegauge.cli.show._text import inert
from tidegauge.clock import now
from tidegauge.errors import TidegaugeError
from tidegauge.findings import Verdict
from tidegauge.judging.access import check_extra
from tidegauge.judging.endpoint import Endpoint
from tidegauge.probes.run import Prober, Ran
from tidegauge.probes.target import Target
from tidegauge.reports.probes import probe_series
from tidegauge.workbench.probe_checks import checks_of

QUIET, CHANGED, FAILED = 0, 1, 2
"""The exit codes: nothing changed, something did, a target could not be probed."""
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  every time here is UTC without a zone
_OFTEN = 10.0


@dataclass(frozen=True)
class _Progress:
    target: str
    done: int
    total: int
    seconds: float


@dataclass(frozen=True)
class ProbeSession:
    """What a run works with."""

    engine: sa.Engine
    targets: Sequence[Target]
    capped: bool
    zone: str

    def run(self, every: float | None) -> tuple[int, list[Ran]]:
        """Probe every target, once or every so many seconds, and return the exit code and what the last runs came to.

        Raises:
            JudgeError: the extra is not installed.
            SettingsError: the key of a target is not there, or the cap cannot be kept.
        """
        check_extra()
        for one in self.targets:
            # All that can be known before money is spent.
            one.options(os.environ)
            one.cap(capped=self.capped)
        return asyncio.run(self._run(every))

    def show_plan(self) -> None:
        """Print what a run would ask, and what that costs."""
        click.echo("\n".join(estimate_lines(self.targets)))

    async def _run(self, every: float | None) -> tuple[int, list[Ran]]:
        stop = asyncio.Event()
        loop, task = asyncio.get_running_loop(), asyncio.current_task()

        def told() -> None:
            if stop.is_set() and task is not None:
                task.cancel()
            stop.set()

        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, told)
        while True:
            code, done = await self._once(stop)
            if every is None or stop.is_set():
                return code, done
            try:
                await asyncio.wait_for(stop.wait(), _until_next(now(), every))
            except TimeoutError:
                continue
            return QUIET, done

    async def _once(self, stop: asyncio.Event) -> tuple[int, list[Ran]]:
        code, done = QUIET, list[Ran]()
        for target in self.targets:
            if stop.is_set():
                return FAILED, done
            try:
                ran = await self._probe(target, stop)
            except (TidegaugeError, SQLAlchemyError, OSError) as error:
                # The next target, and the next time, may succeed.
                click.secho(inert(f"{target.name}: {str(error).splitlines()[0]}"), fg="red", err=True)
                code = FAILED
                continue
            done.append(ran)
            for line in ran_lines(ran, await asyncio.to_thread(probe_series, self.engine, now(), self.zone)):
                click.echo(line, err=True)
            code = max(code, FAILED if ran.problem else await asyncio.to_thread(self._found, ran))
        return code, done

    async def _probe(self, target: Target, stop: asyncio.Event) -> Ran:
        endpoint = Endpoint(target.options(os.environ))
        with reporting(_told, _OFTEN) as line:

            def report(done: int, total: int, seconds: float) -> None:
                line(_Progress(target.name, done, total, seconds))

            try:
                return await Prober(self.engine, target, endpoint, stop, report, self.capped).run()
            finally:
                await endpoint.close()

    def _found(self, ran: Ran) -> int:
        changed = any(one.verdict == Verdict.CHANGED for one in checks_of(self.engine, [ran.run]))
        return CHANGED if changed else QUIET


def _told(progress: _Progress) -> str:
    return f"{progress.target}: {progress.done} of {progress.total} questions, {progress.seconds:.0f} s"


def _until_next(at: datetime, every: float) -> float:
    """Return the seconds to the next moment of the grid: with 6 h to 0, 6, 12 and 18 o'clock, UTC."""
    return every - (at - _EPOCH).total_seconds() % every
