"""The chances of labels of stratified draws and of the published scheme, as far as they were answered.

The authority is a simulated world of which every answer's truth is known: with Horvitz and Thompson's weights (1952) the labels
must stand for as many answers as there are, and their mean must be the world's.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from tidegauge.filters import Window
from tidegauge.imports.label_chances import Answered, Draw, Member, chances, draws, member
from tidegauge.review.kinds._strata import capped, interleaved, proportional, sampled
from tidegauge.stats.drawn import drawn
from tidegauge.workbench.review_batches import Asked, Drawn, ReviewBatch
from tidegauge.workbench.review_designs import Design, Rule, written
from tidegauge.workbench.review_items import ReviewItem

AT = datetime(2026, 11, 21)
WINDOW = Window(AT - timedelta(days=7), AT)
RUNS = 120
SIZES = {"chat": 1_500, "search": 300, "legacy": 60}
PASSES = {"chat": 0.9, "search": 0.6, "legacy": 0.1}
N = sum(SIZES.values())
STRATA = [name for name, size in SIZES.items() for _ in range(size)]
RULES = (Rule(("status = error",), 1.0), Rule((), 0.05))
FAILED = 60
"""Of the world of the scheme the first ones failed."""


def batch_of(items: list[ReviewItem], design: Design, seed: str, done: int, number: int = 1) -> Answered:
    drawn_of = Drawn("demo", "answer", WINDOW, (), "", "method", seed, N, len(items), written(design))
    batch = ReviewBatch(number, Asked("b", "?", "ok"), drawn_of, "ana", AT)
    return Answered(batch, items, {item.span_id for item in items[:done]})


def stratified(seed: str, n: int, *, equal: bool, done: int) -> Answered:
    rows = [{"unit": f"a{one}", "stratum": STRATA[one]} for one in range(N)]
    weights = dict.fromkeys(SIZES, 1.0) if equal else {name: float(size) for name, size in SIZES.items()}
    parts = capped(proportional(weights, n), SIZES)
    order = interleaved(sampled(rows, parts, seed), seed)
    items = [
        ReviewItem(
            place,
            "t",
            row["unit"],
            None,
            parts[row["stratum"]] / SIZES[row["stratum"]],
            {"stratum": row["stratum"]},
        )
        for place, row in enumerate(order, start=1)
    ]
    return batch_of(items, Design(by=("feature",), sizes=SIZES), seed, done)


def at_random(rng: np.random.Generator, n: int, seed: str) -> Answered:
    order = rng.permutation(N)[:n]
    items = [ReviewItem(place, "t", f"a{one}", None, n / N) for place, one in enumerate(order, start=1)]
    return batch_of(items, Design(), seed, n, 2)


def held(draw: Draw, units: Collection[str]) -> dict[str, Member]:
    return {one: Member("" if draw.design.simple else STRATA[int(one[1:])]) for one in units}


def estimated(parts: list[Answered], truth: np.ndarray, number: Callable[[str], int]) -> tuple[float, float]:
    found = chances(draws(parts), held)
    units = sorted({span for part in parts for span in part.spans})
    weights = np.array([1 / found[unit] for unit in units])
    return float(weights.sum()), float(weights @ truth[[number(unit) for unit in units]] / weights.sum())


@pytest.mark.parametrize(
    ("equal", "done", "more"),
    [(True, 90, 0), (True, 31, 0), (False, 90, 0), (True, 90, 60), (False, 50, 120)],
)
def test_labels_of_strata_stand_for_all_also_of_a_first_part_and_beside_another_draw(
    equal: bool, done: int, more: int
) -> None:
    rng, stand_for, means = np.random.default_rng(3), [], []
    truth = np.array([PASSES[name] for name in STRATA])
    for run in range(RUNS):
        parts = [stratified(f"s{run}", 90, equal=equal, done=done)]
        parts += [at_random(rng, more, f"r{run}")] if more else []
        total, mean = estimated(parts, truth, lambda unit: int(unit[1:]))
        stand_for.append(total)
        means.append(mean)
    assert np.mean(stand_for) == pytest.approx(N, abs=max(4 * np.std(stand_for) / np.sqrt(RUNS), 1e-6))
    assert np.mean(means) == pytest.approx(truth.mean(), abs=max(4 * np.std(means) / np.sqrt(RUNS), 0.004))


def test_unweighted_the_same_labels_are_far_off() -> None:
    part = stratified("spring", 90, equal=True, done=90)
    plain = np.mean([PASSES[STRATA[int(item.span_id[1:])]] for item in part.items])
    assert plain < np.mean([PASSES[name] for name in STRATA]) - 0.25


def test_the_chance_of_each_stratum_is_what_was_reached_of_what_there_is() -> None:
    part = stratified("spring", 90, equal=True, done=45)
    found = chances(draws([part]), held)
    reached = [item.beside["stratum"] for item in part.items[:45]]
    for item in part.items:
        name = item.beside["stratum"]
        assert found[item.span_id] == pytest.approx(reached.count(name) / SIZES[name])
    # Every first part holds about the same share of each stratum's.
    assert {name: reached.count(name) for name in SIZES} == pytest.approx(dict.fromkeys(SIZES, 15), abs=1)


def scheme(run: int, rate: float, done: float, number: int = 1) -> Answered:
    design = Design(rules=(RULES[0], Rule((), rate)))
    names = [RULES[0].words if one < FAILED else design.rules[1].words for one in range(N)]
    places = [drawn(f"{run}:{one}") / design.rate(names[one]) for one in range(N)]
    taken = sorted((one for one in range(N) if places[one] < 1), key=lambda one: places[one])
    items = [
        ReviewItem(place, f"{run}:{one}", f"a{one}", None, design.rate(names[one]), {"stratum": names[one]})
        for place, one in enumerate(taken, start=1)
    ]
    return batch_of(items, design, "", round(done * len(items)), number)


@pytest.mark.parametrize("done", [1.0, 0.4])
def test_labels_of_the_scheme_stand_for_all_also_of_a_first_part(done: float) -> None:
    truth = np.r_[np.full(FAILED, 0.05), np.full(N - FAILED, 0.85)]
    stand_for, means = [], []
    for run in range(RUNS):
        part = scheme(run, 0.05, done)
        found = chances(draws([part]), held)
        weights = np.array([1 / found[span] for span in sorted(part.spans)])
        stand_for.append(weights.sum())
        means.append(weights @ truth[[int(span[1:]) for span in sorted(part.spans)]] / weights.sum())
    assert np.mean(stand_for) == pytest.approx(N, abs=4 * np.std(stand_for) / np.sqrt(RUNS))
    # A ratio of two estimates is off by about 1 / n.
    assert np.mean(means) == pytest.approx(truth.mean(), abs=4 * np.std(means) / np.sqrt(RUNS) + 0.004)


def test_the_scheme_drawn_twice_is_one_draw_and_not_two() -> None:
    one, other = scheme(7, 0.05, 1.0), scheme(7, 0.02, 1.0, 2)
    within = {one.batch.id: one.batch.of.window, other.batch.id: Window(WINDOW.start, AT + timedelta(days=1))}
    other = replace(other, batch=replace(other.batch, of=replace(other.batch.of, window=within[2])))

    def same(draw: Draw, units: Collection[str]) -> dict[str, Member]:
        known = {item.span_id: member(item) for item in one.items}
        return {unit: known[unit] for unit in units}

    found = chances(draws([one, other]), same)
    assert {round(chance, 12) for chance in found.values()} == {0.05, 1.0}


def test_what_was_chosen_is_in_no_draw_and_moves_no_chance() -> None:
    part = stratified("spring", 90, equal=True, done=45)
    known = [ReviewItem(0, "t", f"k{n}", None, None, {"known": {"value": 1}}) for n in range(5)]
    mixed = [*part.items[:10], *known, *part.items[10:]]
    again = replace(part, items=mixed, spans={*part.spans, *(item.span_id for item in known)})
    assert chances(draws([again]), held) == chances(draws([part]), held)
    assert draws([replace(part, items=known, spans={"k1"})]) == ()


def test_an_informative_draw_counts_with_what_the_judge_was_drawn_with() -> None:
    """Of 300 answers that a judge scored at a rate of 5%, ten of a mark with 100: 0.05 x 10 / 100."""
    design = Design(judged="tone", sizes={"2": 100, "5": 200})
    items = [ReviewItem(n, "t", f"a{n}", None, 0.005, {"stratum": "2", "judged": 0.05}) for n in range(1, 11)]
    part = batch_of(items, design, "spring", 10)
    assert list(chances(draws([part]), held).values()) == pytest.approx([0.005] * 10)
