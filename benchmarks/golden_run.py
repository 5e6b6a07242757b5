"""What repeats are worth, and what a golden run takes beside the answers: `python benchmarks/golden_run.py`.

Two runs of the same candidate, which answers every item rightly nine times in ten: on how many items do single repeats disagree,
and on how many the medians of 3 and 5? By the binomial distribution 18.0%, 5.4% and 1.7%. And how long does a run take whose
candidate answers at once?
"""

import asyncio
import random
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from tidegauge.golden_runs.order import Order
from tidegauge.golden_runs.question import Question
from tidegauge.golden_runs.rules import load_rules
from tidegauge.golden_runs.run import GoldenRunner
from tidegauge.golden_runs.targets.function import FunctionTarget
from tidegauge.stats.repeats import repeated
from tidegauge.workbench.engine import open_workbench
from tidegauge.workbench.golden_candidates import add_candidates
from tidegauge.workbench.golden_item import GoldenItem, Group
from tidegauge.workbench.golden_runs import answers_of
from tidegauge.workbench.golden_sets import freeze, items_of_set

AT = datetime(2026, 11, 22)  # noqa: DTZ001  the workbench's times are UTC without saying so
ITEMS, REPEATS, CHANCE = 400, 5, 0.9
RIGHT = "It takes five days after we have the parcel back."


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = open_workbench(f"sqlite:///{Path(folder) / 'bench.sqlite'}")
        made = [_item(number) for number in range(ITEMS)]
        add_candidates(engine, "bench", made, by="bench", at=AT)
        of = freeze(engine, "bench", by="bench", at=AT)
        items = items_of_set(engine, of)
        tables = []
        for again in (False, True):
            target = FunctionTarget(_wavering(), "a candidate that wavers")
            rules = load_rules(None, items)
            order = Order(of, items, "v7", target, rules, repeats=REPEATS, concurrency=32, again=again)
            began = time.perf_counter()
            ran = asyncio.run(GoldenRunner(engine, order, asyncio.Event()).run("bench"))
            took = time.perf_counter() - began
            print(f"run {ran.run.id}: {ITEMS * REPEATS:,} answers kept and marked in {took:.1f} s")
            tables.append(_passed(engine, ran.run.id))
        for repeats in (1, 3, 5):
            first, second = (repeated(table[:, :repeats]).passes for table in tables)
            print(f"{repeats} repeats: two runs disagree on {np.mean(first != second):.1%} of the items")
        engine.dispose()


def _item(number: int) -> GoldenItem:
    asked = f"Question {number}"
    return GoldenItem(
        "bench",
        f"t{number}",
        f"s{number}",
        "ok",
        "yes or no",
        1.0,
        asked,
        RIGHT,
        Group.TYPICAL,
        "bench",
        f"{AT}",
    )


def _wavering() -> Callable[[Question], str]:
    rng = random.Random()  # noqa: S311  another run wavers otherwise

    def answer(question: Question) -> str:
        return RIGHT if question.item.input and rng.random() < CHANCE else "I cannot say."

    return answer


def _passed(engine: sa.Engine, run: int) -> np.ndarray:
    table = np.zeros((ITEMS, REPEATS))
    for one in answers_of(engine, run):
        table[one.place - 1, one.repeat - 1] = one.passed
    return table


if __name__ == "__main__":
    main()
