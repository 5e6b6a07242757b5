"""The chance of a label over several batches. Authority: simulated worlds of which every session's truth is known."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import numpy as np
import pytest

from tidegauge.filters import Window
from tidegauge.imports.label_chances import Answered, Draw, Member, chances, draws
from tidegauge.workbench.review_batches import Asked, Drawn, ReviewBatch
from tidegauge.workbench.review_items import ReviewItem

AT = datetime(2026, 11, 21)
N, X = 2_000, 400
"""Sessions, and those of the first feature: a worse one."""
SATISFIED = np.r_[np.full(X, 0.4), np.full(N - X, 0.8)]
Plan = Sequence[tuple[str, int, int, str]]
"""(population, n, how many are answered, seed), one a batch."""


def batch(
    number: int, of: str, n: int, seed: str, before: int, order: Sequence[int], answered: int
) -> Answered:
    population = X if of == "x" else N
    drawn = Drawn(
        "demo", "session", Window(AT - timedelta(days=7), AT), (of,), "", "random", seed, population, n
    )
    chance = (before + n) / population
    items = [
        ReviewItem(place, f"t{one}", f"{one}", f"{one}", chance)
        for place, one in enumerate(order[before : before + n], start=1)
    ]
    return Answered(
        ReviewBatch(number, Asked("b", "?", "satisfied"), drawn, "ana", AT),
        items,
        {item.span_id for item in items[:answered]},
    )


def held(draw: Draw, units: Collection[str]) -> dict[str, Member]:
    return {one: Member() for one in units if draw.batch.of.where != ("x",) or int(one) < X}


def answered(plan: Plan, rng: np.random.Generator) -> list[Answered]:
    orders = {(of, seed): rng.permutation(X if of == "x" else N).tolist() for of, _, _, seed in plan}
    taken = dict.fromkeys(orders, 0)
    made = []
    for number, (of, n, done, seed) in enumerate(plan, start=1):
        made.append(batch(number, of, n, seed, taken[of, seed], orders[of, seed], done))
        taken[of, seed] += n
    return made


@pytest.mark.parametrize(
    "plan",
    [
        [("all", 100, 100, "a")],
        [("all", 100, 40, "a")],
        [("all", 60, 60, "a"), ("all", 90, 90, "a")],
        [("all", 60, 60, "a"), ("all", 90, 30, "a")],
        [("all", 60, 60, "a"), ("all", 90, 90, "b")],
        [("all", 80, 80, "a"), ("x", 80, 80, "c")],
        [("all", 80, 50, "a"), ("x", 80, 20, "c")],
    ],
)
def test_the_chances_stand_for_all_sessions_and_are_not_off(plan: Plan) -> None:
    """Taken as they were drawn, 196 of all and 196 of a fifth were off by .034, and stood for 1.2 times as many sessions."""
    rng, means, stand_for = np.random.default_rng(5), [], []
    for _ in range(300):
        parts = answered(plan, rng)
        found = chances(draws(parts), held)
        units = sorted({span for part in parts for span in part.spans})
        weights = np.array([1 / found[unit] for unit in units])
        stand_for.append(weights.sum())
        means.append(weights @ SATISFIED[[int(unit) for unit in units]] / weights.sum())
    # Authority: Horvitz and Thompson (1952). Means of 300 runs, held to four of their standard errors.
    error = np.std(stand_for) / np.sqrt(300)
    assert np.mean(stand_for) == pytest.approx(N, abs=max(4 * error, 1e-6))
    assert np.mean(means) == pytest.approx(SATISFIED.mean(), abs=max(4 * np.std(means) / np.sqrt(300), 0.004))


def chance_of(plan: Plan) -> set[float]:
    return {round(one, 12) for one in chances(draws(answered(plan, np.random.default_rng(1))), held).values()}


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        ([("all", 100, 60, "a")], {0.03}),
        ([("all", 60, 60, "a"), ("all", 90, 40, "a")], {0.05}),
        ([("all", 100, 100, "a"), ("all", 200, 200, "b")], {0.145}),
        ([("all", 100, 100, "a"), ("all", 200, 0, "b")], {0.05}),
        ([("all", 100, 0, "a")], {0.0}),
        ([("all", 200, 200, "a"), ("x", 40, 40, "c")], {0.1, 0.19}),
    ],
)
def test_chances_by_hand(plan: Plan, expected: set[float]) -> None:
    assert chance_of(plan) == expected


def test_the_same_draw_recorded_twice_counts_once() -> None:
    order = list(range(N))
    short, long = (
        Answered(one.batch, one.items, {item.span_id for item in one.items[:50]})
        for one in (batch(1, "all", 100, "a", 0, order, 50), batch(2, "all", 300, "a", 0, order, 50))
    )
    assert set(chances(draws([short, long]), held).values()) == {50 / N}
