"""A bias is found, ruled out, or neither: a wide interval rules out nothing."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import polars as pl
import pytest

from tidegauge.reports._judge import biases
from tidegauge.reports._judge.agreement import Rated, agreements
from tidegauge.reports._judge.length import length, verbosity
from tidegauge.reports._judge.scale import Scale
from tidegauge.stats.judging.preference import prefers


@pytest.mark.parametrize(
    ("wins", "n", "state"),
    [
        (17, 31, "untested"),
        (500, 1_000, "none"),
        (5_200, 10_000, "none"),
        (620, 1_000, "found"),
        (0, 100, "found"),
    ],
)
def test_three_states_of_a_share(wins: int, n: int, state: str) -> None:
    """55 % of 31 pairs is [38, 71]: neither a bias nor none."""
    assert biases.leans(prefers(wins, n)) == state


def pairs(random: np.random.Generator, n: int, paid: float) -> pl.DataFrame:
    quality = random.normal(size=(2, n))
    size = (300 * np.exp(paid * quality + random.normal(0, 0.4, (2, n)))).astype(int)
    marks = np.clip(np.round(3 + quality), 1, 5)
    columns = {"value": marks[0], "other_value": marks[1]}
    for unit in ("tokens", "characters"):
        columns |= {unit: size[0], f"other_{unit}": size[1]}
    return pl.DataFrame(columns)


def test_a_perfect_judge_of_longer_answers_that_are_better_is_not_accused() -> None:
    found = length(pairs(np.random.default_rng(8), 2_000, 0.2))
    assert found.state == "found"
    assert found.sentence.startswith("the longer of two answers to the same input scores higher in ")
    assert "or longer answers are better, these data cannot tell" in found.sentence


def test_length_without_effect_is_ruled_out_by_many_pairs_and_not_by_few() -> None:
    assert length(pairs(np.random.default_rng(8), 5_000, 0.0)).state == "none"
    few = length(pairs(np.random.default_rng(8), 45, 0.0))
    assert few.state == "untested"
    assert few.sentence.startswith("cannot tell: ")


@pytest.mark.parametrize(("m", "state"), [(40, "untested"), (4_000, "none")])
def test_verbosity(m: int, state: str) -> None:
    random = np.random.default_rng(9)
    quality = random.normal(size=m)
    judge = np.clip(np.round(3.2 + quality + random.normal(0, 0.4, m)), 1, 5)
    human = np.clip(np.round(3.2 + quality + random.normal(0, 0.6, m)), 1, 5)
    columns = {
        "judge": judge,
        "human": human,
        "tokens": 300 * np.exp(random.normal(0, 0.4, m)),
        "span_id": range(m),
    }
    labels = pl.DataFrame(columns).with_columns(evaluator=pl.lit("j"), reviewer=pl.lit("a"), side=pl.lit(1))
    facts: Any = SimpleNamespace(labels=labels, question=SimpleNamespace(floor=0.1))
    assert verbosity(facts, "j").state == state


def test_a_judge_at_chance_is_not_excused_by_prevalence() -> None:
    random, scale = np.random.default_rng(1), Scale(0, 1, 1, 0.5)
    human, judge = (random.random((2, 200)) < 0.95).astype(float)
    rated = Rated("Judge with people", "j", human, judge, scale, scale)
    found = biases.prevalence(agreements(rated), rated)
    assert found.state == "found"
    assert "does better than chance is not shown" in found.sentence


def test_survivors_are_counted_by_sessions() -> None:
    """3,000 sessions of 3 calls, each with one thumb: every session is rated, though a third of the calls is."""
    found = biases.survivors(300, 300, 3_000, 3_000)
    assert found is not None
    assert found.state == "none"
    few = biases.survivors(300, 300, 3_000, 600)
    assert few is not None
    assert few.state == "found"
