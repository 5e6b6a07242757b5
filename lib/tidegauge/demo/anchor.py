"""The judge's anchor: answers of the first day that it marks again every day, so that it can be told from the product.

Their draws come from streams of their own.
"""

from datetime import datetime, timedelta

import numpy as np
import polars as pl

from tidegauge.demo.clock import Clock
from tidegauge.demo.draws import Flags, Numbers
from tidegauge.demo.plan import Plan
from tidegauge.demo.truth import sessions_of
from tidegauge.demo.volume import Day, rng_of
from tidegauge.schema.tables import SCORES

_CHOICE, _DAILY, _AGAIN = 3, 4, 5
_SECOND = timedelta(seconds=1)


def set_aside(plan: Plan, clock: Clock, day: Day, spans: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return answers to people of one day, drawn at random.

    Columns: span_id, trace_id, good, luck (which of its marks the judge leans to, 0 to 1), chance (to be drawn).
    """
    answered = spans.filter(pl.col("kind") == "model", pl.col("status") == "ok")
    known = sessions_of(plan, clock, day, seed).select("session_id", "good")
    answers = answered.join(known, on="session_id", maintain_order="left").sort("span_id")
    rng = rng_of(day, seed, _CHOICE)
    n = min(plan.anchors.answers, answers.height)
    drawn = answers[np.sort(rng.choice(answers.height, n, replace=False))]
    chance = pl.lit(n / max(answers.height, 1)).alias("chance")
    return drawn.select("span_id", "trace_id", "good", pl.Series("luck", rng.random(n)), chance)


def judged_again(
    plan: Plan, clock: Clock, day: Day, answers: pl.DataFrame | None, spans: pl.DataFrame, seed: int
) -> pl.DataFrame:
    """Return what the judge says on `day` of the answers set aside, and of new ones on the day after its change.

    `spans` are those of the day; before its first day the demo has no answers, None.
    """
    at = day.start + timedelta(hours=plan.anchors.hour)
    strict = at >= clock.at(plan.planted.judge.at)
    parts = [] if answers is None else [_marked(plan, answers, at, rng_of(day, seed, _DAILY), strict=strict)]
    if day.start == clock.at(plan.anchors.again):
        new = set_aside(plan, clock, day, spans, seed)
        parts.append(
            _marked(plan, new, day.end - timedelta(hours=1), rng_of(day, seed, _AGAIN), strict=False)
        )
    found = pl.concat(parts) if parts else pl.DataFrame(schema=_SCHEMA)
    return found.filter(pl.col("created_at") < clock.end)


_SCHEMA = SCORES.polars


def _marked(
    plan: Plan, answers: pl.DataFrame, at: datetime, rng: np.random.Generator, *, strict: bool
) -> pl.DataFrame:
    wavers = rng.random(answers.height) < plan.anchors.wavers
    luck = np.where(wavers, rng.random(answers.height), answers["luck"].to_numpy())
    judge = plan.planted.judge
    rows = answers.with_columns(
        pl.lit("correctness").alias("name"),
        pl.Series("value", _marks(plan, answers["good"].to_numpy(), luck, strict=strict)),
        pl.lit("anchor").alias("source"),
        pl.lit(judge.after if strict else judge.before).alias("evaluator"),
        (pl.lit(at) + _SECOND * pl.int_range(answers.height)).alias("created_at"),
        pl.col("chance").alias("inclusion_probability"),
        *(pl.lit(None, dtype=pl.String).alias(name) for name in ("label", "explanation")),
    )
    return rows.select(pl.col(name).cast(kind) for name, kind in _SCHEMA.items())


def _marks(plan: Plan, good: Flags, luck: Numbers, *, strict: bool) -> Numbers:
    """Return marks 1 to 5: the same luck gives the same place among the answers that are as right."""
    judge = plan.judge
    right, wrong = (
        np.searchsorted(np.cumsum(chances)[:-1] / sum(chances), luck, side="right")
        for chances in (
            (judge.strict_good, judge.strict_bad)
            if strict
            else (judge.correctness_good, judge.correctness_bad)
        )
    )
    return np.where(good, right, wrong) + 1.0
