"""What looks at runs of probes found, and the signed acts by which a new reference begins."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tidegauge.errors import TidegaugeError
from tidegauge.workbench.permission import Act, allow
from tidegauge.workbench.tables import PROBE_CHECKS, PROBE_REFERENCES
from tidegauge.workbench.texts import needed_line
from tidegauge.workbench.within import Opened, rows_within, writing_within

LONGEST = 500


class ProbeReferenceError(TidegaugeError):
    """A new reference cannot be recorded as it was asked for."""


@dataclass(frozen=True)
class ProbeCheck:
    """One comparison of the newest `runs` runs, up to `run`, with the reference; `look` counts looks, from 1.

    `value`, `low` and `high` are the size of the change; `p_adjusted` is over all that was looked at, in all looks.
    `smallest` is the smallest change that it could have seen. `before` and `after` count categories.
    """

    run: int
    probe: str
    measure: str
    runs: int
    look: int
    verdict: str
    value: float | None
    low: float | None
    high: float | None
    p_value: float | None
    p_adjusted: float | None
    smallest: float | None
    n_reference: int
    n_current: int
    before: Mapping[str, float]
    after: Mapping[str, float]

    @property
    def name(self) -> tuple[str, str]:
        """The probe and what was measured of it."""
        return self.probe, self.measure


@dataclass(frozen=True)
class ProbeReference:
    """Somebody's word that the runs after `after_run` are to be held against the first of them."""

    target: str
    after_run: int
    by: str
    at: datetime
    reason: str


def keep_checks(to: Opened, checks: Iterable[ProbeCheck]) -> None:
    """Append what a look found."""
    rows = [
        {**vars(one), **{name: _told(getattr(one, name)) for name in ("before", "after")}} for one in checks
    ]
    if rows:
        with writing_within(to) as connection:
            connection.execute(sa.insert(PROBE_CHECKS), rows)


def checks_of(of: Opened, runs: Sequence[int] | None = None) -> tuple[ProbeCheck, ...]:
    """Return what the looks at these runs, or at all, found, in the order of the runs."""
    query = sa.select(PROBE_CHECKS).order_by(PROBE_CHECKS.c.run, PROBE_CHECKS.c.probe, PROBE_CHECKS.c.runs)
    found = rows_within(of, query if runs is None else query.where(PROBE_CHECKS.c.run.in_(runs)))
    return tuple(_read(row) for row in found)


def first_look(of: Opened, runs: Sequence[int]) -> tuple[int, int] | None:
    """Return the first of these runs that was looked at, and which look that was; None where none was."""
    own = PROBE_CHECKS.c
    query = sa.select(own.run, own.look).where(own.run.in_(runs)).order_by(own.run).limit(1)
    found = rows_within(of, query)
    return (found[0].run, found[0].look) if found else None


def record_reference(
    engine: sa.Engine, target: str, after_run: int, *, by: str, at: datetime, reason: str
) -> None:
    """Record that a new reference begins after a run.

    Raises:
        ProbeReferenceError: nobody signs it, or no reason is given.
        NotAllowedError: the member's role does not include it.
    """
    values = {
        "target": target,
        "after_run": after_run,
        "by": needed_line(by, LONGEST, "Who says so? --by NAME", ProbeReferenceError),
        "at": at,
        "reason": needed_line(
            reason, LONGEST, "A new reference needs a reason: what is normal now?", ProbeReferenceError
        ),
    }
    with engine.begin() as connection:
        allow(connection, str(values["by"]), Act.LEAD)
        connection.execute(sa.insert(PROBE_REFERENCES).values(values))


def references_of(of: Opened, target: str) -> tuple[ProbeReference, ...]:
    """Return the references that were recorded for a target, oldest act first."""
    own = PROBE_REFERENCES.c
    query = sa.select(own.target, own.after_run, own.by, own.at, own.reason).where(own.target == target)
    return tuple(ProbeReference(**row._asdict()) for row in rows_within(of, query.order_by(own.id)))


def _told(counts: Mapping[str, float]) -> str:
    return json.dumps(dict(counts), ensure_ascii=False, sort_keys=True)


def _read(row: sa.Row[tuple[object, ...]]) -> ProbeCheck:
    values = row._asdict()
    told = {name: json.loads(str(values[name])) for name in ("before", "after")}
    return ProbeCheck(**{**values, **told})
