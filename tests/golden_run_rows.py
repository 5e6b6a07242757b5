"""Golden runs as rows of the workbench, for whom nobody is asked."""

import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa

from tidegauge.workbench.golden_sets import GoldenSet, items_of_set
from tidegauge.workbench.tables import GOLDEN_ANSWERS, GOLDEN_MARKS, GOLDEN_RUNS

AT = datetime(2026, 11, 22, 9)


def recorded_run(
    engine: sa.Engine,
    one: GoldenSet,
    label: str,
    passed: Sequence[Sequence[int]],
    *,
    at: datetime = AT,
    texts: Sequence[Sequence[str]] | None = None,
    refused: Sequence[tuple[int, int]] = (),
    rules: str = "rules",
    ended: bool = True,
) -> int:
    """Record a run of a set: 0 or 1 for each repeat of each item, and return its number.

    Without `texts` an answer is "good" or "bad". `refused` are (place, repeat) that got no answer, from 1.
    """
    recipe = sha256(f"{label} {at}".encode()).hexdigest()
    run = {
        "golden_set": one.id,
        "label": label,
        "target": f"{label} of a test",
        "recipe": recipe,
        "temperature": 0.0,
        "checks": json.dumps(["similarity"]),
        "rules": rules,
        "first": 1,
        "repeats": max(map(len, passed)),
        "note": "",
        "by": "lena",
        "at": at,
        "ended_at": at if ended else None,
        "spent": 0,
        "reserved": 0,
    }
    answers, marks = [], []
    for place, (item, repeats) in enumerate(zip(items_of_set(engine, one), passed, strict=False), start=1):
        for repeat, good in enumerate(repeats, start=1):
            gone = (place, repeat) in refused
            text = "" if gone else texts[place - 1][repeat - 1] if texts else ("bad", "good")[good]
            answer = {"recipe": recipe, "item": item.hash, "repeat": repeat, "owner": "test", "at": at}
            answer |= {
                "state": "refused" if gone else "answered",
                "text": text,
                "why": "400 no" if gone else "",
            }
            answers.append({**answer, "input_tokens": 10, "output_tokens": 5, "seconds": 0.1})
            check = {
                "name": "similarity",
                "passed": bool(good),
                "value": float(good),
                "why": "" if good else "0.00 like it.",
            }
            marks.append(
                {"place": place, "repeat": repeat, "passed": bool(good), "checks": json.dumps([check])}
            )
    with engine.begin() as connection:
        key = connection.execute(sa.insert(GOLDEN_RUNS).values(run)).inserted_primary_key
        assert key is not None
        connection.execute(sa.insert(GOLDEN_ANSWERS), answers)
        connection.execute(sa.insert(GOLDEN_MARKS), [{"run": key[0], **mark} for mark in marks])
    return int(key[0])
