"""A run as a row: the one that was begun goes on; one that is over is not made twice unless it is asked for."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tidegauge.workbench.audit import record
from tidegauge.workbench.exclusive import held
from tidegauge.workbench.golden_candidates import GoldenError
from tidegauge.workbench.golden_runs import GoldenRun, run_of, runs_of
from tidegauge.workbench.golden_sets import GoldenSet
from tidegauge.workbench.permission import Act, allow
from tidegauge.workbench.tables import GOLDEN_RUNS
from tidegauge.workbench.texts import one_line, storable

LONGEST_LABEL = 120


@dataclass(frozen=True)
class Wanted:
    """A run that is wanted: of which set, against what, by which checks, how often. `again` asks everything anew."""

    of: GoldenSet
    label: str
    target: str
    recipe: str
    temperature: float | None
    checks: Sequence[str]
    rules: str
    repeats: int
    note: str = ""
    again: bool = False


def candidate(text: str) -> str:
    """Return the name of a candidate as it is kept.

    Raises:
        GoldenError: it is empty or too long.
    """
    label = one_line(text)
    if not label or len(label) > LONGEST_LABEL:
        raise GoldenError(
            f"--as names the candidate in 1 to {LONGEST_LABEL} characters, such as v7; this has {len(label)}."
        )
    return label


def known_run(engine: sa.Engine, wanted: Wanted) -> tuple[GoldenRun | None, int]:
    """Return the run that does what is wanted, if there is one, and the number of the first repeat that it asks, or would.

    What was asked under the same recipe before is not asked again, whichever checks it was held to then.
    """
    of_set = [
        one for one in runs_of(engine, wanted.of.name, wanted.of.version) if one.recipe == wanted.recipe
    ]
    same = next((one for one in of_set if (one.rules, one.repeats) == (wanted.rules, wanted.repeats)), None)
    if wanted.again and (same is None or same.complete):
        return None, max((one.first + one.repeats for one in of_set), default=1)
    if same is not None:
        return same, same.first
    return None, of_set[0].first if of_set else 1


def opened(engine: sa.Engine, wanted: Wanted, *, by: str, at: datetime) -> GoldenRun:
    """Return the run that does what is wanted, begun now where there is none.

    Raises:
        GoldenError: nobody signs.
        NotAllowedError: there are members, and `by` is no lead.
    """
    if not (signer := one_line(by)):
        raise GoldenError("Who runs the golden set? Runs are signed.")
    with held(engine, sa.text("LOCK TABLE golden_runs IN SHARE ROW EXCLUSIVE MODE")) as connection:
        allow(connection, signer, Act.LEAD)
        known, first = known_run(engine, wanted)
        if known is not None:
            return known
        values = {
            "golden_set": wanted.of.id,
            "label": wanted.label,
            "target": storable(wanted.target),
            "recipe": wanted.recipe,
            "temperature": wanted.temperature,
            "checks": json.dumps(list(wanted.checks)),
            "rules": wanted.rules,
            "first": first,
            "repeats": wanted.repeats,
            "note": storable(wanted.note),
            "by": signer,
            "at": at,
            "ended_at": None,
            "spent": 0,
            "reserved": 0,
        }
        key = connection.execute(sa.insert(GOLDEN_RUNS).values(values)).inserted_primary_key
        number = int(key[0]) if key else 0
        said = {"set": wanted.of.title, "as": wanted.label, "run": number}
        record(connection, signer, "golden run", said=said, at=at)
    return run_of(engine, number)
