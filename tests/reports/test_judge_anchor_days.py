"""Days of a fixed set of answers: which of them were judged is not the judge's doing, and days vary too."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
import polars as pl
import pytest

from tests.thorough import after
from tidegauge.findings import Effect
from tidegauge.reports._judge.anchor_days import days_of, paired_change
from tidegauge.reports._judge.anchors import anchor_points
from tidegauge.reports._judge.ruler import _says

ANSWERS = 150
BASE = np.random.default_rng(12).choice([1, 2, 3, 4, 5], ANSWERS, p=[0.05, 0.1, 0.2, 0.35, 0.3]).astype(float)


def rows(days: int, seed: int, day_sd: float = 0.0, few: dict[int, int] | None = None) -> pl.DataFrame:
    random, found = np.random.default_rng(seed), []
    for day in range(days):
        kept = np.arange(ANSWERS) if day not in (few or {}) else np.argsort(BASE)[: (few or {})[day]]
        noise = np.where(random.random(ANSWERS) < 0.3, random.choice([-1, 1], ANSWERS), 0)
        value = (BASE + random.normal(0, day_sd) + noise)[kept]
        columns = {"span_id": [f"a{one}" for one in kept], "value": value}
        found.append(pl.DataFrame(columns).with_columns(bucket=pl.lit(day), evaluator=pl.lit("r3")))
    return pl.concat(found)


def points(frame: pl.DataFrame) -> Any:
    facts: Any = SimpleNamespace(
        anchors=frame, span=SimpleNamespace(start=datetime(2026, 10, 1)), width=timedelta(days=1)
    )
    return anchor_points(facts)


def test_with_every_answer_on_every_day_a_level_is_the_days_mean() -> None:
    frame = rows(10, 1)
    means = frame.group_by("bucket").agg(pl.col("value").mean()).sort("bucket")["value"].to_list()
    assert days_of(frame).level.tolist() == pytest.approx(means)


def test_a_day_with_the_worst_answers_alone_is_no_worse() -> None:
    """The authority is the model that the values were made by: day effects of 0."""
    frame = rows(28, 2, few={24: 60})
    assert frame.filter(pl.col("bucket") == 24)["value"].mean() < frame["value"].mean() - 0.8  # type: ignore[operator]
    assert days_of(frame).level[24] == pytest.approx(
        float(frame.filter(pl.col("bucket") != 24)["value"].mean()), abs=0.2
    )  # type: ignore[arg-type]
    marked = sum(points(rows(28, seed, few={24: 60}))[24].outside for seed in range(40))
    assert marked <= 3


@pytest.mark.parametrize("day_sd", after(1, [0.06, 0.0, 0.1]))
def test_days_that_vary_are_no_move_of_the_judge(day_sd: float) -> None:
    """Nothing moved: 300 intervals of the later week less the earlier one leave 0 out at most 5 times in a hundred (+3)."""
    wrong = 0
    for seed in range(300):
        frame = rows(14, seed, day_sd)
        found = paired_change(frame.filter(pl.col("bucket") < 7), frame.filter(pl.col("bucket") >= 7))
        wrong += not float(found.low) <= 0 <= float(found.high)
    assert wrong / 300 <= 0.08


@pytest.mark.thorough
def test_a_planted_move_is_held() -> None:
    held = 0
    for seed in range(200):
        frame = rows(14, seed, 0.05).with_columns(value=pl.col("value") - 0.3 * (pl.col("bucket") >= 7))
        found = paired_change(frame.filter(pl.col("bucket") < 7), frame.filter(pl.col("bucket") >= 7))
        held += float(found.low) <= -0.3 <= float(found.high) < 0
    assert held / 200 >= 0.93


@pytest.mark.parametrize(
    ("low", "high", "says"),
    [
        (-0.3, -0.1, "the ruler moved"),
        (-0.08, 0.06, "the ruler did not move by 0.10 or more"),
        (-0.15, 0.17, "cannot tell: a move of the ruler of up to 0.17 would not show"),
    ],
)
def test_absence_of_a_move_is_said_only_where_the_interval_is_narrow(
    low: float, high: float, says: str
) -> None:
    facts: Any = SimpleNamespace(question=SimpleNamespace(floor=0.1))
    assert _says(facts, "ruler", Effect((low + high) / 2, low, high, "score")) == says
