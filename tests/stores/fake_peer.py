"""A tool that does not exist, with a SQLite store of its own: for what the real ones do seldom."""

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tidegauge.schema.tables import TABLES, Kind
from tidegauge.schema.time_functions import moment
from tidegauge.sources.peer import CHANGED, GONE, Left, Peer, PeerTable
from tidegauge.stores.addresses import address_of
from tidegauge.stores.origin import Origin, OriginStore
from tidegauge.stores.sqlite.database import SQLiteDatabase

OVERLAP = 100
_COLUMNS = {
    "calls": "id TEXT PRIMARY KEY, trace TEXT, at INTEGER, ms REAL, cost REAL, team TEXT, written INTEGER, dead INTEGER",
    "marks": "call TEXT, name TEXT, value REAL, at INTEGER, written INTEGER, dead INTEGER",
}
_SPANS = {
    "trace_id": Kind.TEXT,
    "span_id": Kind.TEXT,
    "kind": Kind.TEXT,
    "start_time": Kind.TIME,
    "duration_ms": Kind.NUMBER,
    "cost_usd": Kind.NUMBER,
    "team": Kind.TEXT,
}
Row = Mapping[str, Any]
SECOND = 1_000_000
DAY = 86_400
START = 1_795_000_000
"""Seconds from 1970 to a time in November 2026."""


def call(number: int, **changes: Any) -> dict[str, Any]:
    """Return a row: call `number` begins `number` minutes after `START`, and is written in that order."""
    return {
        "id": f"c{number}",
        "trace": f"t{number}",
        "at": (START + number * 60) * SECOND,
        "ms": 5.0,
        "cost": 1.0,
        "team": "shop",
        "written": number,
        "dead": 0,
        **changes,
    }


def mark(number: int, **changes: Any) -> dict[str, Any]:
    """Return a score of call `number`."""
    return {
        "call": f"c{number}",
        "name": "helpful",
        "value": 1.0,
        "at": (START + number * 60) * SECOND,
        "written": number,
        "dead": 0,
        **changes,
    }


def create(path: Path) -> Path:
    """Make an empty store."""
    with sqlite3.connect(path) as lite:
        for name, columns in _COLUMNS.items():
            lite.execute(f"CREATE TABLE {name} ({columns})")
    lite.close()
    return path


def put(path: Path, table: str, rows: Iterable[Row]) -> None:
    """Write rows, in place of those with the same id."""
    listed = [dict(row) for row in rows]
    if not listed:
        return
    columns = ", ".join(listed[0])
    marks = ", ".join(f":{name}" for name in listed[0])
    with sqlite3.connect(path) as lite:
        lite.executemany(f"INSERT OR REPLACE INTO {table} ({columns}) VALUES ({marks})", listed)  # noqa: S608  the names are ours
    lite.close()


def execute(path: Path, sql: str) -> None:
    """Run a statement of a test's own."""
    with sqlite3.connect(path) as lite:
        lite.execute(sql)
    lite.close()


def peer(schema: str = "main") -> Peer:
    """Return the tool's tables as ours."""
    calls = sa.table(
        "calls",
        *(sa.column(name, sa.Text) for name in ("id", "trace", "team")),
        *(sa.column(name, sa.Double) for name in ("ms", "cost")),
        *(sa.column(name, sa.BigInteger) for name in ("at", "written", "dead")),
        schema=schema,
    )
    marks = sa.table(
        "marks",
        *(sa.column(name, sa.Text) for name in ("call", "name")),
        sa.column("value", sa.Double),
        *(sa.column(name, sa.BigInteger) for name in ("at", "written", "dead")),
        schema=schema,
    )
    spans = sa.select(
        calls.c.trace.label("trace_id"),
        calls.c.id.label("span_id"),
        sa.literal("model").label("kind"),
        moment(calls.c.at).label("start_time"),
        calls.c.ms.label("duration_ms"),
        calls.c.cost.label("cost_usd"),
        calls.c.team,
        calls.c.written.label(CHANGED),
        (calls.c.dead == 1).label(GONE),
    )
    scores = sa.select(
        marks.c.call.label("span_id"),
        marks.c.name,
        marks.c.value,
        moment(marks.c.at).label("created_at"),
        marks.c.written.label(CHANGED),
        (marks.c.dead == 1).label(GONE),
    )
    kinds = {name: TABLES["scores"].kinds[name] for name in ("span_id", "name", "value", "created_at")}
    return Peer(
        product="Fake",
        layout="one",
        tables={"spans": PeerTable(spans, _SPANS, OVERLAP), "scores": PeerTable(scores, kinds, OVERLAP)},
        read_from={"spans": {"cost_usd": "calls.cost"}, "scores": {}},
        counted={"spans": _count(calls), "scores": _count(marks)},
        left={"spans": (Left("They were deleted.", _count(calls).where(calls.c.dead == 1)),)},
    )


def _count(table: sa.TableClause) -> sa.Select[Any]:
    return sa.select(sa.func.count().label("rows")).select_from(table)


def origin(path: Path, read_from: str = "calls.cost") -> Origin:
    """Return the store at `path` as what is copied."""
    database = SQLiteDatabase(address_of(f"sqlite:///{path}"))
    found = peer()
    return Origin(
        f"sqlite:///{path}",
        "Fake on SQLite",
        found.tables,
        database.read,
        database.batches,
        found.counted,
        found.left,
        {"spans": {"cost_usd": read_from}},
        in_turns=True,
        peer=found,
    )


def origin_store(path: Path) -> OriginStore:
    """Return the same, to be looked at when it is needed."""
    database = SQLiteDatabase(address_of(f"sqlite:///{path}"))
    return OriginStore(f"sqlite:///{path}", database.mark, lambda: origin(path))
