"""The judge's scores on a random sample of calls, and a few by people."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from tidegauge.demo.clock import Clock
from tidegauge.demo.draws import Flags, Numbers, after, positions
from tidegauge.demo.plan import Plan
from tidegauge.schema.tables import SCORES

_MINUTE_US = 60_000_000
_RECALLED = 5
_WHY = {
    1: "contradicts the order record",
    2: "leaves out what was asked",
    3: "right, but incomplete",
    4: "order and date match the record",
    5: "right and complete",
}


def scores_of(
    plan: Plan, clock: Clock, asked: pl.DataFrame, calls: pl.DataFrame, rng: np.random.Generator
) -> pl.DataFrame:
    """Return the scores of a day's calls; only answered calls are scored. `asked` is each call's trace."""
    answered = ~calls["failed"].to_numpy()
    judged = answered & (rng.random(calls.height) < plan.judge.sample)
    reviewed = answered & (rng.random(calls.height) < plan.judge.human_sample)
    rows = _rows(asked, calls, judged)
    evaluator = pl.Series(
        np.where(_strict(plan, clock, rows), plan.planted.judge.after, plan.planted.judge.before)
    )
    drawn = pl.lit(plan.judge.sample).alias("inclusion_probability")
    rows = rows.with_columns(evaluator.alias("evaluator"), pl.lit("judge").alias("source"), drawn)
    people = _rows(asked, calls, reviewed).with_columns(
        pl.Series("evaluator", ["marta", "jon", "aylin"]).gather(rng.integers(0, 3, int(reviewed.sum()))),
        pl.lit("human").alias("source"),
        pl.lit(plan.reviewed).alias("inclusion_probability"),
    )
    parts = [*_judged(plan, clock, rows, rng), *_searched(plan, rows, rng), _reviewed(plan, people, rng)]
    scores = pl.concat([_whole(part, rng) for part in parts])
    return scores.sort("created_at", maintain_order=True)


def _rows(asked: pl.DataFrame, calls: pl.DataFrame, chosen: Flags) -> pl.DataFrame:
    over = (asked["start"] + calls["offset"] + calls["duration_us"]).alias("over")
    asked = asked.select("trace_id", "good", "feature", "index_version", "start", over, calls["span_id"])
    return asked.filter(pl.Series(chosen))


def _strict(plan: Plan, clock: Clock, rows: pl.DataFrame) -> Flags:
    return after(rows["start"].to_numpy(), clock.at(plan.planted.judge.at))


def _judged(plan: Plan, clock: Clock, rows: pl.DataFrame, rng: np.random.Generator) -> list[pl.DataFrame]:
    judge, good, strict = plan.judge, rows["good"].to_numpy(), _strict(plan, clock, rows)
    lenient = _marks(rng, good, judge.correctness_good, judge.correctness_bad)
    harder = _marks(rng, good, judge.strict_good, judge.strict_bad)
    correctness = np.where(strict, harder, lenient)
    helpful = _marks(rng, good, judge.helpfulness_good, judge.helpfulness_bad)
    invented = rng.random(len(good)) < np.where(good, judge.hallucination_good, judge.hallucination_bad)
    words = pl.Series(np.where(invented, "invented", "grounded"), dtype=pl.String)
    return [
        _named(rows, "correctness", correctness).with_columns(_why(correctness)),
        _named(rows, "helpfulness", helpful),
        _named(rows, "hallucination", invented.astype(np.float64)).with_columns(words.alias("label")),
    ]


def _marks(rng: np.random.Generator, good: Flags, right: Sequence[float], wrong: Sequence[float]) -> Numbers:
    marks = np.where(good, positions(rng, right, len(good)), positions(rng, wrong, len(good)))
    return marks + 1.0


def _why(marks: Numbers) -> pl.Series:
    return pl.Series(marks.astype(np.int64)).replace_strict(_WHY, return_dtype=pl.String).alias("explanation")


def _searched(plan: Plan, rows: pl.DataFrame, rng: np.random.Generator) -> list[pl.DataFrame]:
    # Counted by code against the documents that were needed: no judge, so a new rubric does not touch it.
    rows = rows.filter(pl.col("feature") == "product_search").with_columns(
        pl.lit("retrieval-check/2").alias("evaluator"), pl.lit("code").alias("source")
    )
    rebuilt = (rows["index_version"] == plan.planted.recall.version).to_numpy()
    recall = np.where(rebuilt, plan.planted.recall.recall, plan.judge.recall)
    ndcg = np.where(rebuilt, plan.planted.recall.ndcg, plan.judge.ndcg)
    return [
        _named(rows, "recall@5", rng.binomial(_RECALLED, recall) / _RECALLED),
        _named(rows, "ndcg", rng.beta(9 * ndcg, 9 * (1 - ndcg)).round(3)),
    ]


def _reviewed(plan: Plan, rows: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    marks = _marks(rng, rows["good"].to_numpy(), plan.judge.correctness_good, plan.judge.correctness_bad)
    return _named(rows, "correctness", marks)


def _named(rows: pl.DataFrame, name: str, value: Numbers) -> pl.DataFrame:
    empty = [pl.lit(None, dtype=pl.String).alias(column) for column in ("label", "explanation")]
    return rows.with_columns(pl.lit(name).alias("name"), pl.Series("value", value), *empty)


def _whole(part: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    delay = (rng.uniform(0.5, 9.0, part.height) * _MINUTE_US).astype(np.int64)
    part = part.with_columns((pl.col("over") + pl.Series(delay)).cast(pl.Datetime("us")).alias("created_at"))
    return part.select(pl.col(name).cast(kind) for name, kind in SCORES.polars.items())
