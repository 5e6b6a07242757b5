"""`tidegauge check` as cron runs it, over a week with planted breaches and a gap; stopped, repeated and unheard."""

import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from tests.webhook import Webhook, webhook
from tidegauge.alerts.machine import COOLDOWN
from tidegauge.alerts.outbox import Sending, list_notifications
from tidegauge.alerts.records import State, Transition
from tidegauge.alerts.routing import INCIDENTS
from tidegauge.alerts.transitions import list_transitions
from tidegauge.cli import main
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames
from tidegauge.workbench.engine import open_workbench

pytestmark = pytest.mark.thorough
"""A week of checks takes a minute and a half; each step of them is tested beside it."""

MONDAY = datetime(2026, 11, 2)
HOUR = timedelta(hours=1)
DAYS = 7
END = MONDAY + timedelta(days=DAYS)
CALLS = 60
"""In an hour."""
BREACHED = [
    (MONDAY + timedelta(days=1, hours=10), 4),  # Tuesday: fires, is told, is resolved
    (MONDAY + timedelta(days=1, hours=19), 3),  # the same evening, within the cooldown: kept, and not told
    (
        MONDAY + timedelta(days=2, hours=8),
        4,
    ),  # Wednesday: its checks are killed, and its first hours are within the cooldown
    (MONDAY + timedelta(days=4, hours=6), 4),  # Friday: the notifier is down
    (MONDAY + timedelta(days=5, hours=9), 3),  # Saturday: killed between the message and its mark
]
GAP = (MONDAY + timedelta(days=3, hours=2), 6)
"""Thursday: nothing is recorded for six hours."""

KILLED_AFTER = (0.02, 0.06, 0.1, 0.15)
"""Seconds for which checks live: it must not matter where they are stopped."""
AGAIN = "This may be the second time"

RULES = """
store = "{folder}/lake"
workbench = "sqlite:///{folder}/{name}.sqlite"

[alerts]
address = "https://tides.example.org"
{channels}
[alerts.rules.errors]
condition = "threshold"
metric = "error_rate"
above = 0.25
window = "1 h"
breaches = 2
of = 3
minimum_n = 20
resolve_after = 2
warm_up = "6 h"
cooldown = "12 h"
severity = "P1"

[alerts.rules.arrival]
condition = "threshold"
metric = "error_rate"
above = 0.9
window = "1 h"
breaches = 2
of = 2
minimum_n = 1
warm_up = "6 h"
no_data = "no data"
severity = "P2"
"""

TOLD = [
    *("[P1 firing] errors: all calls", "[resolved] errors: all calls"),  # Tuesday
    *("[P1 firing] errors: all calls", "[resolved] errors: all calls"),  # Wednesday
    *("[no data] arrival: all calls", "[ok] arrival: all calls"),  # Thursday
    *("[P1 firing] errors: all calls", "[resolved] errors: all calls"),  # Friday
    *("[P1 firing] errors: all calls", "[resolved] errors: all calls"),  # Saturday
]
"""What people hear in the whole week, in this order, each once."""


def _within(at: datetime, spans: Sequence[tuple[datetime, int]]) -> bool:
    return any(start <= at < start + hours * HOUR for start, hours in spans)


def _spans() -> pl.DataFrame:
    rows = []
    for number in range(DAYS * 24 * CALLS):
        at = MONDAY + number * HOUR / CALLS
        wrong = number % 2 == 0 if _within(at, BREACHED) else number % 20 == 0
        if not _within(at, [GAP]):
            rows.append((f"t{number}", f"s{number}", "model", at, 1.0, "error" if wrong else "ok"))
    names = ["trace_id", "span_id", "kind", "start_time", "duration_ms", "status"]
    return pl.DataFrame(rows, schema=names, orient="row").with_columns(
        pl.col("start_time").cast(pl.Datetime("us"))
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("week")
    write_frames(found / "lake", {"spans": _spans()}, ImportRecord("week", "week.parquet", MONDAY))
    return found


@dataclass(frozen=True)
class Cron:
    """The checks of one installation: its own settings and workbench beside the same store."""

    folder: Path
    name: str
    address: str | None = None

    @property
    def config(self) -> Path:
        channels = f'[alerts.channels]\nhook = "{self.address}"\n' if self.address else ""
        path = self.folder / f"{self.name}.toml"
        path.write_text(RULES.format(folder=self.folder, name=self.name, channels=channels), encoding="utf-8")
        return path

    def words(self, at: datetime) -> list[str]:
        return ["check", "--config", str(self.config), "--at", at.isoformat(timespec="minutes")]

    def check(self, at: datetime) -> int:
        answer = CliRunner().invoke(main, self.words(at))
        assert answer.exit_code in {0, 1}, answer.output
        return answer.exit_code

    def transitions(self) -> list[Transition]:
        engine = open_workbench(f"sqlite:///{self.folder / self.name}.sqlite")
        found = [one.transition for one in list_transitions(engine)]
        engine.dispose()
        return sorted(found, key=lambda one: (one.rule, one.at))

    def unsent(self) -> int:
        engine = open_workbench(f"sqlite:///{self.folder / self.name}.sqlite")
        found = [one for one in list_notifications(engine) if one.channel != INCIDENTS]
        engine.dispose()
        return sum(one.state is not Sending.SENT for one in found)

    def process(self, at: datetime) -> subprocess.Popen[str]:
        """A check in a process of its own, which begins when a line is written to it."""
        code = (
            "import sys; from tidegauge.cli import main; import tidegauge.cli._alert_session; print('ready', flush=True); "
            f"sys.stdin.readline(); main({self.words(at)!r})"
        )
        started = subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert started.stdout is not None
        assert started.stdout.readline() == "ready\n"
        return started


def _begin(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def _kill_somewhere(process: subprocess.Popen[str], seconds: float) -> None:
    _begin(process)
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
    process.communicate()


def _kill_when_heard(process: subprocess.Popen[str], service: Webhook) -> None:
    service.ends = process.pid
    _begin(process)
    process.communicate()
    assert process.returncode == -signal.SIGKILL


def _ticks(first: datetime, last: datetime) -> list[datetime]:
    return [first + number * HOUR for number in range(round((last - first) / HOUR))]


@dataclass(frozen=True)
class Week:
    """What came of a week: who was told, with which exit codes the checks ended, and who checked."""

    cron: Cron
    service: Webhook
    codes: Mapping[datetime, int]


@pytest.fixture(scope="module")
def week(folder: Path) -> Iterator[Week]:
    killed, down, cut = (BREACHED[number][0] for number in (2, 3, 4))
    kills = iter(KILLED_AFTER)
    with webhook() as service:
        cron, codes = Cron(folder, "week", service.address), {}
        for tick in _ticks(MONDAY + timedelta(minutes=20), END):
            service.down = down <= tick < down + 5 * HOUR
            if killed + HOUR < tick < killed + 5 * HOUR:
                _kill_somewhere(cron.process(tick), next(kills))
            if cut + 2 * HOUR < tick < cut + 3 * HOUR:
                _kill_when_heard(cron.process(tick), service)
            codes[tick] = cron.check(tick)
        yield Week(cron, service, codes)


def test_every_alert_is_told_once(week: Week) -> None:
    told = list(zip(week.service.titles, week.service.texts, strict=True))
    assert [title for title, text in told if AGAIN not in text] == TOLD
    # What was killed after it was heard comes again, and says that it may have.
    again = [title for title, text in told if AGAIN in text]
    assert again
    assert set(again) <= set(TOLD)
    assert week.service.refused > 1
    assert week.cron.unsent() == 0


def test_a_check_says_whether_a_rule_fires(week: Week) -> None:
    assert {tick for tick, code in week.codes.items() if code == 1} == set(filter(_fires, week.codes))


def _fires(tick: datetime) -> bool:
    # Two breached windows of an hour make it fire, two clear ones end it; the data of a window are there 10 min later.
    return any(start + 2 * HOUR <= tick < start + (hours + 2) * HOUR for start, hours in BREACHED)


def test_what_is_told_is_what_was_planted(week: Week) -> None:
    found = [one for one in week.cron.transitions() if one.rule == "errors"]
    fired = [(one.onset, one.muted) for one in found if one.after is State.FIRING]
    starts = [start for start, _ in BREACHED]
    muted = [None, COOLDOWN, COOLDOWN, None, None]
    assert [pair for pair in fired if pair != (starts[2], None)] == list(zip(starts, muted, strict=True))
    # On Wednesday the cooldown ends while it still fires: that is when people are told.
    late = [one.at for one in found if one.before is one.after is State.FIRING]
    assert late == [starts[1] + 5 * HOUR + 12 * HOUR]
    resolved = [one.at for one in found if one.after is State.RESOLVED]
    assert resolved == [start + (hours + 2) * HOUR for start, hours in BREACHED]
    (gone,) = (one for one in week.cron.transitions() if one.after is State.NO_DATA)
    assert (gone.rule, gone.at) == ("arrival", GAP[0] + 2 * HOUR)


def test_checks_that_come_once_a_day_find_the_same(week: Week, folder: Path) -> None:
    with webhook() as service:
        daily = Cron(folder, "daily", service.address)
        for at in [*(MONDAY + timedelta(days=number, minutes=20) for number in range(DAYS)), max(week.codes)]:
            daily.check(at)
    assert daily.transitions() == week.cron.transitions()
    assert service.titles == TOLD
