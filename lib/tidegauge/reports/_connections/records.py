"""What the page Connections says: a card for each store, and how one of them is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tidegauge.findings import Finding


class State(StrEnum):
    """Whether a store can be read now."""

    ANSWERS = "opens"
    EMPTY = "empty"
    DOWN = "cannot be read"
    WAITING = "no answer yet"
    CLOSED = "not opened"


MARKS = {State.ANSWERS: "●", State.EMPTY: "○", State.DOWN: "✕", State.WAITING: "…", State.CLOSED: "–"}
"""The sign of each state."""


@dataclass(frozen=True)
class StoreCard:
    """A store at a glance. `address` has no password; `error` says in words why it does not answer."""

    name: str
    origin: str
    address: str
    state: State
    product: str = ""
    read_only: bool = True
    rows: int | None = None
    newest: datetime | None = None
    error: str | None = None


@dataclass(frozen=True)
class FieldMapping:
    """One of our fields: where it is read from, the share of rows that record it, and a recorded value as text."""

    field: str
    kind: str
    meaning: str
    read_from: str
    recorded: float | None
    example: str | None


@dataclass(frozen=True)
class TableMapping:
    """The fields of one of our tables and its attributes. Shares are of the newest `of` rows, of `rows` in all."""

    table: str
    rows: int
    of: int
    fields: tuple[FieldMapping, ...]
    attributes: tuple[FieldMapping, ...] = ()


@dataclass(frozen=True)
class Left:
    """Rows of the source that our pages do not show, and why; `apart` if they lie in another table than the shown."""

    reason: str
    rows: int
    apart: bool = False


@dataclass(frozen=True)
class CountCheck:
    """Rows of the source against rows on our pages. `table` is one of ours, or "rows" for all tables together.

    `unexplained` is what neither is shown nor has a reason; below zero our pages show more than the source has.
    """

    table: str
    source: int
    shown: int
    left: tuple[Left, ...] = ()

    @property
    def unexplained(self) -> int:
        """source − shown − the rows with a reason."""
        return self.source - self.shown - sum(one.rows for one in self.left)


@dataclass(frozen=True)
class Judge:
    """Who gives a score: how many, the first and the last."""

    name: str
    source: str | None
    evaluator: str | None
    n: int
    first: datetime
    last: datetime


@dataclass(frozen=True)
class ConnectionDetail:
    """How one store is read. `samples` are its newest spans, each {column: text} of what it records.

    `projects` are the tenants whose rows are shown; `left_out` counts the others, where the address asks for one.
    `absent` names the places of `lookups` that this store does not have.
    `missing` says which tables somebody took away, a sentence each.
    """

    product: str
    layout: str
    address: str
    projects: tuple[str, ...]
    notes: tuple[str, ...]
    newest: datetime | None
    tables: tuple[TableMapping, ...]
    counts: tuple[CountCheck, ...]
    samples: tuple[Mapping[str, str], ...]
    judges: tuple[Judge, ...]
    lookups: Mapping[str, tuple[str, ...]]
    left_out: int = 0
    missing: tuple[str, ...] = ()
    absent: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class ConnectionsReport:
    """The page: `detail` is None while the chosen store does not answer."""

    findings: tuple[Finding, ...]
    chosen: str
    stores: tuple[StoreCard, ...]
    detail: ConnectionDetail | None
