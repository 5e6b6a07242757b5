"""Frozen baselines of control charts: every one is a recorded act, and none is ever changed or deleted."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tidegauge.errors import TidegaugeError
from tidegauge.workbench.permission import Act, allow
from tidegauge.workbench.tables import BASELINES
from tidegauge.workbench.texts import needed_line

LONGEST = 500
"""Characters of a reason or a name."""


class RebaseError(TidegaugeError):
    """A baseline cannot be recorded as it was asked for."""


@dataclass(frozen=True)
class BaselineOf:
    """What a baseline is for: a metric, of one value of a dimension or of all (""), among the calls of a filter."""

    metric: str
    segment: str = ""
    where: tuple[str, ...] = ()
    grain: str = "call"


@dataclass(frozen=True)
class RecordedBaseline:
    """The days from `start` to just before `end` (UTC) that somebody declared to be normal, when, and why."""

    id: int
    of: BaselineOf
    start: datetime
    end: datetime
    by: str
    at: datetime
    reason: str


def record_baseline(
    engine: sa.Engine, of: BaselineOf, start: datetime, end: datetime, *, by: str, at: datetime, reason: str
) -> int:
    """Record that these days are normal from now on, and return the record's id.

    Raises:
        RebaseError: nobody signs it, no reason is given, a text is too long, or the days are in the wrong order.
    """
    if start >= end:
        raise RebaseError("The baseline ends before it starts.")
    values = {
        "metric": of.metric,
        "segment": of.segment,
        "filter": _filter(of),
        "start": start,
        "end": end,
        "by": needed_line(by, LONGEST, "Who re-bases it?", RebaseError),
        "at": at,
        "reason": needed_line(
            reason, LONGEST, "A baseline needs a reason: why are these days normal?", RebaseError
        ),
    }
    with engine.begin() as connection:
        allow(connection, str(values["by"]), Act.LEAD)
        key = connection.execute(sa.insert(BASELINES).values(values)).inserted_primary_key
    return int(key[0]) if key else 0


def list_baselines(engine: sa.Engine) -> tuple[RecordedBaseline, ...]:
    """Return every record, oldest act first."""
    with engine.connect() as connection:
        return tuple(_read(row) for row in connection.execute(sa.select(BASELINES).order_by(BASELINES.c.id)))


def baselines_of(records: Sequence[RecordedBaseline], of: BaselineOf) -> tuple[RecordedBaseline, ...]:
    """Return the records of one chart, oldest act first; the order of the filter's chips says nothing."""
    return tuple(record for record in records if _alike(record.of) == _alike(of))


def _alike(of: BaselineOf) -> tuple[object, ...]:
    return of.metric, of.segment, of.grain, frozenset(of.where)


def _filter(of: BaselineOf) -> str:
    return json.dumps({"grain": of.grain, "where": sorted(of.where)}, ensure_ascii=False)


def _read(row: sa.Row[tuple[object, ...]]) -> RecordedBaseline:
    asked = json.loads(row.filter)
    of = BaselineOf(row.metric, row.segment, tuple(asked["where"]), asked["grain"])
    return RecordedBaseline(row.id, of, row.start, row.end, row.by, row.at, row.reason)
