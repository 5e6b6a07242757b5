"""Runs of probes as the workbench keeps them: begun, taken up again after a kill, ended, and what they may spend."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from tidegauge.workbench.exclusive import held
from tidegauge.workbench.tables import PROBE_RUNS
from tidegauge.workbench.texts import one_line, storable
from tidegauge.workbench.within import Opened, rows_within, writing_within

_LOCK = 7_430_215_307
"""The key of PostgreSQL's lock on the probes: any number that nobody else takes."""
_RUNS = PROBE_RUNS.c


@dataclass(frozen=True)
class ProbeSubject:
    """What a run asks: a model at an address, by a suite. `series` is a hash of all that must be the same to compare."""

    target: str
    series: str
    suite: str
    model: str
    address: str
    questions: int


@dataclass(frozen=True)
class ProbeRun:
    """One run; moments are UTC. `ended_at` None: it is under way, or was killed. `problem`: it was given up, and why."""

    id: int
    target: str
    series: str
    suite: str
    model: str
    address: str
    questions: int
    owner: str
    at: datetime
    ended_at: datetime | None
    problem: str
    spent: int
    reserved: int

    @property
    def is_whole(self) -> bool:
        """Whether it came to its end, so that it may be compared."""
        return self.ended_at is not None and not self.problem


def exclusive_probes(engine: sa.Engine) -> AbstractContextManager[sa.Connection]:
    """Hold the runs of all targets until the block ends, in whatever thread or process."""
    return held(engine, sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


def begin_run(engine: sa.Engine, of: ProbeSubject, owner: str, at: datetime) -> ProbeRun | None:
    """Begin a run, or return None where one of the same target has not ended: see `open_run`."""
    with exclusive_probes(engine) as connection:
        if open_run(connection, of.target) is not None:
            return None
        target, series, suite = map(one_line, (of.target, of.series, of.suite))
        model, address = map(one_line, (of.model, of.address))
        begun = ProbeRun(
            0, target, series, suite, model, address, of.questions, owner, at, None, "", spent=0, reserved=0
        )
        values = {name: value for name, value in vars(begun).items() if name != "id"}
        key = connection.execute(sa.insert(PROBE_RUNS).values(values)).inserted_primary_key
        return replace(begun, id=int(key[0]) if key else 0)


def open_run(of: Opened, target: str) -> ProbeRun | None:
    """Return the run of a target that has not ended, if there is one."""
    query = sa.select(PROBE_RUNS).where(_RUNS.target == target, _RUNS.ended_at.is_(None))
    found = rows_within(of, query.order_by(_RUNS.id.desc()).limit(1))
    return _read(found[0]) if found else None


def take_over(engine: sa.Engine, run: ProbeRun, owner: str) -> bool:
    """Make a run that nobody works on any more one's own; False where somebody else was first."""
    update = sa.update(PROBE_RUNS).where(
        _RUNS.id == run.id, _RUNS.owner == run.owner, _RUNS.ended_at.is_(None)
    )
    with engine.begin() as connection:
        return connection.execute(update.values(owner=owner)).rowcount == 1


def leave_run(engine: sa.Engine, run: int) -> None:
    """Let go of a run that was stopped: whoever comes next takes it up."""
    with engine.begin() as connection:
        connection.execute(sa.update(PROBE_RUNS).where(_RUNS.id == run).values(owner=""))


def end_run(to: Opened, run: int, at: datetime, problem: str = "") -> None:
    """End a run. With a `problem` it is in no comparison."""
    values = {"ended_at": at, "problem": storable(problem)}
    with writing_within(to) as connection:
        connection.execute(
            sa.update(PROBE_RUNS).where(_RUNS.id == run, _RUNS.ended_at.is_(None)).values(values)
        )


def probe_runs(of: Opened, target: str | None = None) -> tuple[ProbeRun, ...]:
    """Return the runs of a target, or of all, oldest first."""
    query = sa.select(PROBE_RUNS).order_by(_RUNS.at, _RUNS.id)
    return tuple(
        map(_read, rows_within(of, query if target is None else query.where(_RUNS.target == target)))
    )


def set_aside(engine: sa.Engine, run: int, amount: int, cap: int | None, at: datetime) -> bool:
    """Set money aside for one request of a run; False where what runs begun on this UTC day cost would pass `cap`.

    What a killed run had set aside counts: it may have been billed.
    """
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    told = sa.select(sa.func.coalesce(sa.func.sum(_RUNS.spent + _RUNS.reserved), 0))
    today = told.where(_RUNS.at >= day, _RUNS.at < day + timedelta(days=1))
    own = told.where(_RUNS.id == run, ~sa.and_(_RUNS.at >= day, _RUNS.at < day + timedelta(days=1)))
    with exclusive_probes(engine) as connection:
        spent = sum(int(connection.execute(query).scalar_one()) for query in (today, own))
        if cap is not None and spent + amount > cap:
            return False
        connection.execute(
            sa.update(PROBE_RUNS).where(_RUNS.id == run).values(reserved=_RUNS.reserved + amount)
        )
    return True


def settle_run(engine: sa.Engine, run: int, amount: int, spent: int) -> None:
    """Put what a request did cost in the place of what was set aside for it."""
    values = {"reserved": _RUNS.reserved - amount, "spent": _RUNS.spent + spent}
    with engine.begin() as connection:
        connection.execute(sa.update(PROBE_RUNS).where(_RUNS.id == run).values(values))


def _read(row: sa.Row[tuple[object, ...]]) -> ProbeRun:
    return ProbeRun(**row._asdict())
