"""Answers to probes: each on the disk before the next is asked, and none asked twice in a run."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tidegauge.parts import in_parts
from tidegauge.workbench.tables import PROBE_ANSWERS
from tidegauge.workbench.texts import storable
from tidegauge.workbench.within import Opened, rows_within, writing_within

ASKED, ANSWERED, FAILED = "asked", "answered", "failed"
"""How far a question has come."""
LONGEST = 4_000
"""Characters of an answer that are kept: enough to see what it was like."""
_ANSWERS = PROBE_ANSWERS.c
_AT_ONCE = 500
_LIGHT = tuple(one for one in _ANSWERS if one.name not in {"text", "why"})


@dataclass(frozen=True)
class ProbeAnswer:
    """One answer. `outcome` is its category, `length` its words, where the probe measures them; None: not recorded."""

    run: int
    probe: str
    case: str
    repeat: int
    at: datetime
    state: str
    outcome: str | None = None
    length: float | None = None
    seconds: float | None = None
    model: str | None = None
    fingerprint: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    text: str = ""
    why: str = ""

    @property
    def key(self) -> tuple[str, str, int]:
        """The question that it answers, within its run."""
        return self.probe, self.case, self.repeat


def keep_answers(to: Opened, answers: Iterable[ProbeAnswer]) -> None:
    """Keep answers, in the place of what was kept of the same questions of the same run."""
    rows = [_row(one) for one in answers]
    own = [_ANSWERS[name] == sa.bindparam(f"own_{name}") for name in ("run", "probe", "case", "repeat")]
    keys = [{f"own_{name}": row[name] for name in ("run", "probe", "case", "repeat")} for row in rows]
    if not rows:
        return
    with writing_within(to) as connection:
        connection.execute(sa.delete(PROBE_ANSWERS).where(*own), keys)
        connection.execute(sa.insert(PROBE_ANSWERS), rows)


def answers_of_runs(of: Opened, runs: Sequence[int]) -> tuple[ProbeAnswer, ...]:
    """Return the answers of these runs without their texts, in the order of their keys."""
    found: list[ProbeAnswer] = []
    for some in in_parts(runs, _AT_ONCE):
        query = sa.select(*_LIGHT).where(_ANSWERS.run.in_(some))
        rows = rows_within(of, query.order_by(_ANSWERS.run, _ANSWERS.probe, _ANSWERS.case, _ANSWERS.repeat))
        found += [ProbeAnswer(**row._asdict()) for row in rows]
    return tuple(found)


def texts_of_run(of: Opened, run: int, probe: str) -> tuple[ProbeAnswer, ...]:
    """Return the answers of a run to one probe, with their texts."""
    query = sa.select(PROBE_ANSWERS).where(_ANSWERS.run == run, _ANSWERS.probe == probe)
    return tuple(
        ProbeAnswer(**row._asdict())
        for row in rows_within(of, query.order_by(_ANSWERS.case, _ANSWERS.repeat))
    )


def _row(one: ProbeAnswer) -> dict[str, object]:
    texts = {name: storable(getattr(one, name))[:LONGEST] for name in ("text", "why")}
    told = {
        name: storable(value)[:200] if isinstance(value := getattr(one, name), str) else None
        for name in ("outcome", "model", "fingerprint")
    }
    return {**vars(one), **texts, **told}
