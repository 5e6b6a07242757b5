"""Which draws of reviews carry a headline. Authority: the simulated world of `oracles/sim_surv.py`, happiness itself rates.

Its satisfied share is 0.61, of which 0.88 say so among the 9.6% who rate.
"""

import numpy as np
import polars as pl
import pytest

from tidegauge.queries.sessions import NONE
from tidegauge.reports._feedback.cells import Cells
from tidegauge.reports._feedback.draw import draw_refusal
from tidegauge.reports._feedback.reviews import Headline, headline
from tidegauge.settings_feedback import FeedbackTable

SESSIONS, REVIEWS, TRUTH = 20_000, 200, 0.61
RUNS = 60


def world(rng: np.random.Generator) -> pl.DataFrame:
    """One row a session: `satisfied`, and what the page reads."""
    happy = rng.random(SESSIONS) < TRUTH
    left = rng.random(SESSIONS) < np.where(happy, 0.10, 0.50)
    chance = np.where(happy, np.where(left, 0.03, 0.15), np.where(left, 0.0088, 0.05))
    rated = rng.random(SESSIONS) < chance
    judge = rng.random(SESSIONS) < np.where(happy, 0.9, 0.2)
    none = pl.zeros(SESSIONS, pl.Int64, eager=True)
    return pl.DataFrame(
        {
            "satisfied": happy,
            "segment": [None] * SESSIONS,
            "thumb": np.where(rated, happy.astype(int), NONE),
            "left": left.astype(int),
            "retried": (rng.random(SESSIONS) < np.where(happy, 0.15, 0.35)).astype(int),
            **dict.fromkeys(("followed_up", "escalated", "corrected"), none),
            "turns": np.minimum(rng.poisson(np.where(happy, 2.5, 3.5)), 6),
            "latency": none,
            "judge": np.where(judge, 8, 2),
            "probability": REVIEWS / SESSIONS,
        }
    )


def reviewed(sessions: pl.DataFrame, chosen: np.ndarray) -> Headline:
    drawn = np.zeros(SESSIONS, dtype=bool)
    drawn[chosen] = True
    review = np.where(drawn, sessions["satisfied"].to_numpy().astype(int), NONE)
    frame = sessions.drop("satisfied").with_columns(review=pl.Series(review))
    keys = frame.columns
    return headline(Cells(frame.group_by(keys).agg(n=pl.len().cast(pl.Int64)).sort(keys)), FeedbackTable())


@pytest.fixture(scope="module")
def worlds() -> list[pl.DataFrame]:
    rng = np.random.default_rng(5)
    return [world(rng) for _ in range(RUNS)]


def test_random_reviews_are_never_refused_and_hold_the_truth(worlds: list[pl.DataFrame]) -> None:
    rng, held = np.random.default_rng(6), 0
    for sessions in worlds:
        found = reviewed(sessions, rng.choice(SESSIONS, REVIEWS, replace=False))
        assert found.refused == ""
        assert found.estimate is not None
        held += bool(found.estimate.low <= TRUTH <= found.estimate.high)
    # 95% of 60 are 57; fewer than 53 would come once in 70 tries.
    assert held >= 53


def test_reviews_of_raters_are_always_refused(worlds: list[pl.DataFrame]) -> None:
    rng = np.random.default_rng(7)
    for sessions in worlds:
        raters = np.flatnonzero(sessions["thumb"].to_numpy() != NONE)
        found = reviewed(sessions, rng.choice(raters, REVIEWS, replace=False))
        assert found.estimate is None
        assert "not drawn from all sessions: 100% of the 200 reviewed ones were rated" in found.refused


@pytest.mark.parametrize(("part", "reviews"), [(0.45, 40), (0.55, 100), (0.65, 200), (0.7, 400), (0.8, 300)])
def test_reviews_of_a_part_are_refused(worlds: list[pl.DataFrame], part: float, reviews: int) -> None:
    """With 5 standard errors and a fifth of slack these were taken for a draw of all."""
    rng, inside = np.random.default_rng(8), round(part * SESSIONS)
    for sessions in worlds[:20]:
        chances = sessions.with_columns(probability=pl.lit(reviews / inside))
        found = reviewed(chances, rng.choice(inside, reviews, replace=False))
        assert found.estimate is None
        assert "drawn from a part of them, or a part of the batch is not answered" in found.refused


def test_two_draws_that_each_count_as_the_only_one_are_refused(worlds: list[pl.DataFrame]) -> None:
    rng = np.random.default_rng(9)
    for sessions in worlds[:20]:
        chances = sessions.with_columns(probability=pl.lit(200 / SESSIONS))
        assert "recorded too small" in reviewed(chances, rng.choice(SESSIONS, 400, replace=False)).refused


def test_a_segment_that_the_draw_left_out_is_named(worlds: list[pl.DataFrame]) -> None:
    """A tenth of the sessions, none reviewed: the sum of the chances alone does not show it."""
    rng, rare = np.random.default_rng(10), SESSIONS // 10
    for sessions in worlds[:20]:
        segments = np.where(np.arange(SESSIONS) < rare, "voice", rng.choice(["chat", "mail"], SESSIONS))
        named = sessions.with_columns(
            segment=pl.Series(segments), probability=pl.lit(200 / (SESSIONS - rare))
        )
        found = reviewed(named, rng.choice(np.arange(rare, SESSIONS), 200, replace=False))
        assert "those of voice are 0% of them, of all 10%" in found.refused


def test_reviews_of_some_days_are_refused() -> None:
    rng = np.random.default_rng(12)
    sessions = world(rng)
    days = pl.DataFrame({"bucket": range(10), "n": [SESSIONS / 10] * 10, "drawn": [SESSIONS / 9] * 9 + [0.0]})
    cells = Cells(sessions.with_columns(review=pl.lit(NONE), n=pl.lit(1)))
    drawn = Cells(cells.frame.sample(200, seed=1).with_columns(review=pl.lit(1)))
    assert draw_refusal(cells, drawn, days.with_columns(drawn=pl.lit(SESSIONS / 10))) == ""
    assert "those of one day are 0% of them, of all 10%" in draw_refusal(cells, drawn, days)
