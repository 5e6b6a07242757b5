"""A golden set of the demo's orders and its runs: a function of this process answers as two prompts do, and the runs say so."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tidegauge.cli._demo_workbench import BY
from tidegauge.comparisons import Request, resolve
from tidegauge.golden_runs.checks._json import json_object
from tidegauge.golden_runs.ideal import held
from tidegauge.golden_runs.order import Order
from tidegauge.golden_runs.question import Question
from tidegauge.golden_runs.rules import load_rules
from tidegauge.golden_runs.run import GoldenRunner
from tidegauge.golden_runs.targets.function import FunctionTarget
from tidegauge.queries.golden import answered_calls
from tidegauge.reports.source import Source
from tidegauge.review.golden.collect import FACTS
from tidegauge.stores.addresses import store_key
from tidegauge.workbench.golden_candidates import add_candidates
from tidegauge.workbench.golden_item import GoldenItem, Group
from tidegauge.workbench.golden_sets import freeze, items_of_set
from tidegauge.workbench.review_batches import Scale

SET = "orders"
NOTE = "made by the demo: a function on this computer answered, no model was asked"
_BEFORE, _AFTER = "v6", "v7"
_ELSE = "I have passed this on to a colleague, who writes to you today."
_WAVERS = 8
"""Every so many items get another answer in one of three repeats."""
_LOOKED_AT = 3_000
_AT_ONCE = 128
_WANTED = {Group.TYPICAL: 72, Group.EDGE: 24, Group.FAILURE: 12}
_COMMON = frozenset({"en", "es", "de", "pt"})


def fill_golden_runs(engine: sa.Engine, source: Source, store: str, at: datetime) -> None:
    """Freeze a set of orders, and run it as v6 and as v7, by the functions that everybody's sets and runs are made by.

    Raises:
        TidegaugeError: the store does not answer, or the workbench cannot be written to.
    """
    items = _items(source, store, at)
    if not items:
        return  # a demo so small that nobody asked for an order
    add_candidates(engine, SET, items, by=BY, at=at)
    of = freeze(
        engine, SET, note="Drawn from the demo's calls: its generator knows which are right", by=BY, at=at
    )
    rules = load_rules(None, items)
    for label in (_BEFORE, _AFTER):
        target = FunctionTarget(_answering(label), f"the demo's prompt {label}")
        order = Order(of, items_of_set(engine, of), label, target, rules, concurrency=_AT_ONCE, note=NOTE)
        asyncio.run(_run(engine, order))


def _items(source: Source, store: str, at: datetime) -> tuple[GoldenItem, ...]:
    """Return orders that were answered in JSON, and some of which the JSON was broken."""
    catalog = source.store.catalog()
    where = ("feature = order_status, returns",)
    asked = resolve(
        Request(window="all data", compare="none", where=where), at, catalog.first, catalog.newest
    )
    frame = source.store.read(answered_calls(source.rows(asked), asked, FACTS, _LOOKED_AT))
    made = [_item(row, store_key(store), at) for row in frame.iter_rows(named=True)]
    parts = ([item for item in made if item.group is group][:most] for group, most in _WANTED.items())
    return tuple(item for part in parts for item in part)


def _item(row: Mapping[str, Any], store: str, at: datetime) -> GoldenItem:
    right = json_object(row["output_text"]) is not None
    rare = row["language"] not in _COMMON
    return GoldenItem(
        store=store,
        trace_id=row["trace_id"],
        span_id=row["span_id"],
        name="usable",
        scale=Scale.YES_NO.value,
        value=float(right),
        input=row["input_text"],
        output=row["output_text"],
        group=(Group.EDGE if rare else Group.TYPICAL) if right else Group.FAILURE,
        decided_by=BY,
        decided_at=at.isoformat(),
        reason="" if right else "The app cannot read this.",
        facts={name: str(row[name]) for name in FACTS if row[name]},
    )


async def _run(engine: sa.Engine, order: Order) -> None:
    await GoldenRunner(engine, order, asyncio.Event()).run(BY)


def _answering(label: str) -> Callable[[Question], str]:
    asked: Counter[str] = Counter()

    def answer(question: Question) -> str:
        name = question.item.hash
        asked[name] += 1
        digit = int(hashlib.sha256(f"{label} {name}".encode()).hexdigest()[:8], 16)
        if digit % _WAVERS == 0 and asked[name] == 1 + digit % 3:
            return _ELSE
        return _right(question, label)

    return answer


def _right(question: Question, label: str) -> str:
    """Return the right answer where one is known; v7 writes the decimal comma of other languages into its JSON."""
    item = question.item
    text = held(item).reference
    if text is None:
        return _ELSE
    told = json_object(text)
    if label != _AFTER or told is None or item.facts.get("language", "en") == "en":
        return text
    number = next((str(value) for value in told.values() if isinstance(value, float)), None)
    return text.replace(number, number.replace(".", ",")) if number else text
