"""The loop of `tidegauge watch`: evaluate on a grid of time, send beside it, stop when told."""

import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

import click
from sqlalchemy.exc import SQLAlchemyError

from tidegauge import formats
from tidegauge.alerts.channels import Channel
from tidegauge.alerts.evaluated import Evaluation
from tidegauge.alerts.exposition import Exposition, registry
from tidegauge.alerts.grading import change_words
from tidegauge.alerts.outbox import counted
from tidegauge.alerts.windows import EPOCH
from tidegauge.cli._alert_output import delivery_lines
from tidegauge.cli._alert_session import AlertSession
from tidegauge.cli.show._text import inert
from tidegauge.clock import now
from tidegauge.errors import SettingsError, TidegaugeError

SENDING = 5.0
"""Seconds after which the outbox is looked into again."""


class Watch:
    """Evaluates every so many seconds, and sends in a thread of its own: a service that hangs delays no rule."""

    def __init__(self, session: AlertSession, every: float, ready: Mapping[str, Channel]) -> None:
        self._session, self._every, self._ready = session, every, ready
        self._stop, self._news = threading.Event(), threading.Event()
        self._said: dict[str, str] = {}
        self._exposition = Exposition(lambda: counted(session.engine))

    def run(self, host: str, port: int | None) -> None:
        """Watch until SIGINT or SIGTERM; what is under way is finished first.

        Raises:
            SettingsError: the metrics cannot be served there.
        """
        sender = threading.Thread(target=self._send, name="notifications", daemon=True)
        with self._stopping(), _serving(self._exposition, host, port):
            sender.start()
            click.echo(f"Watching {len(self._session.rules())} alert rules. Stop it with Ctrl+C.", err=True)
            while not self._stop.is_set():
                self._look()
                self._stop.wait(_until_next(now(), self._every))
            self._news.set()
            sender.join()

    def _look(self) -> None:
        with self._troubled("rules"):
            found = self._session.evaluate(now())
            self._exposition.take(found)
            self._tell(found)
            self._news.set()

    def _tell(self, found: Evaluation) -> None:
        for one in found.transitions:
            told = one.transition
            at = formats.moment(told.at, self._session.settings.time_zone or "UTC", now())
            moved = f"{at} {told.rule}: {change_words(told)}. {told.sentence}"
            click.echo(inert(moved))
        for rule in found.rules:
            self._once(f"rule {rule.name}", rule.problem or "")

    def _send(self) -> None:
        while True:
            stopped = self._stop.is_set()
            with self._troubled("notifications"):
                for line in delivery_lines(self._session.tell(self._ready, now())):
                    click.echo(line, err=True)
            if stopped:
                return
            self._news.wait(SENDING)
            self._news.clear()

    @contextmanager
    def _troubled(self, what: str) -> Iterator[None]:
        try:
            yield
        except (
            Exception
        ) as error:  # whatever it is: the next look may succeed, and a thread that ended tells nobody
            if what == "rules":
                self._exposition.failed += 1
            self._once(what, _problem(error))
        else:
            self._once(what, "")

    def _once(self, what: str, problem: str) -> None:
        if problem and self._said.get(what) != problem:
            click.secho(inert(f"{what}: {problem}"), fg="red", err=True)
        self._said[what] = problem

    @contextmanager
    def _stopping(self) -> Iterator[None]:
        def told(_number: int, _frame: object) -> None:
            self._stop.set()

        before = {number: signal.signal(number, told) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


@contextmanager
def _serving(exposition: Exposition, host: str, port: int | None) -> Iterator[None]:
    if port is None:
        yield
        return
    shown = registry(exposition)
    from prometheus_client import start_http_server

    try:
        server, thread = start_http_server(port, host, shown)
    except OSError as error:
        raise SettingsError(f"The metrics cannot be served on {host}:{port}: {error.strerror}.") from error
    click.echo(f"Prometheus metrics are at http://{host}:{port}/metrics.", err=True)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _until_next(at: datetime, every: float) -> float:
    """Return the seconds to the next moment of the grid: the full minutes, where it looks every 60 seconds."""
    return every - (at - EPOCH).total_seconds() % every


def _problem(error: Exception) -> str:
    first = next(iter(str(error).splitlines()), "")
    expected = isinstance(error, (TidegaugeError, SQLAlchemyError)) and first
    return first if expected else f"{type(error).__name__}: {first}"
