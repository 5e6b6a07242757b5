"""What people say of answers drawn at random: whether a session was satisfied, and how right a judged answer is.

Their draws come from a stream of their own.
"""

import numpy as np
import polars as pl

from tidegauge.demo.draws import Flags, Integers, Numbers, positions
from tidegauge.demo.plan import Plan
from tidegauge.schema.tables import SCORES

STREAM = 2
"""What sets the stream of these draws apart from the day's own."""
_MINUTE_US = 60_000_000
_WORDS = {1.0: "satisfied", 0.0: "not satisfied"}


def reviews_of(
    plan: Plan, asked: pl.DataFrame, calls: pl.DataFrame, scores: pl.DataFrame, rng: np.random.Generator
) -> pl.DataFrame:
    """Return the reviews of a day's sessions and judged answers. `scores` are those that the answers have already."""
    over = (asked["start"] + calls["offset"] + calls["duration_us"]).alias("over")
    columns = ("trace_id", "session_id", "feature", "source", "good")
    answered = (~calls["failed"]).alias("answered")
    rows = asked.select(*columns, over, calls["span_id"], answered)
    found = pl.concat([_sessions(plan, rows, rng), _answers(plan, rows, scores, rng)])
    return found.sort("created_at", maintain_order=True)


def _sessions(plan: Plan, rows: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Reviewed is the session; its label stands on its last answer."""
    people = rows.filter(pl.col("source") != "api").sort("answered", "over", maintain_order=True)
    last = people.unique("session_id", keep="last", maintain_order=True).sort("session_id")
    chance = last["feature"].replace_strict(plan.reviews.sessions, return_dtype=pl.Float64)
    drawn = last.with_columns(chance.alias("chance")).filter(pl.Series(rng.random(last.height)) < chance)
    truth = drawn["good"].to_numpy()
    wrong = rng.random(drawn.height) < plan.reviews.second_errs
    reviewed = _twice(plan, drawn, truth.astype(np.float64), (truth ^ wrong).astype(np.float64), rng)
    word = pl.col("value").replace_strict(_WORDS, return_dtype=pl.String)
    return _whole(reviewed.with_columns(pl.lit("satisfied").alias("name"), word.alias("label")))


def _answers(plan: Plan, rows: pl.DataFrame, scores: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    known = scores.filter(pl.col("name") == "correctness")
    judged = rows.join(known.filter(pl.col("source") == "judge"), on="span_id", how="semi")
    judged = judged.join(known.filter(pl.col("source") == "human"), on="span_id", how="anti").sort("span_id")
    drawn = judged.filter(pl.Series(rng.random(judged.height) < plan.reviews.of_judged))
    drawn = drawn.with_columns(pl.lit(plan.reviewed).alias("chance"))
    first, second = (_marks(plan, drawn["good"].to_numpy(), rng) for _ in range(2))
    none = pl.lit(None, dtype=pl.String).alias("label")
    marked = _twice(plan, drawn, first, second, rng)
    return _whole(marked.with_columns(pl.lit("correctness").alias("name"), none))


def _marks(plan: Plan, good: Flags, rng: np.random.Generator) -> Numbers:
    right, wrong = (positions(rng, chances, len(good)) for chances in (plan.reviews.good, plan.reviews.bad))
    return np.where(good, right, wrong) + 1.0


def _twice(
    plan: Plan, drawn: pl.DataFrame, first: Numbers, second: Numbers, rng: np.random.Generator
) -> pl.DataFrame:
    """Return a row for each review: all by one person, some by another as well."""
    n, people = drawn.height, len(plan.reviews.reviewers)
    who: Integers = rng.integers(0, people, n)
    other = (who + rng.integers(1, people, n)) % people
    again = rng.random(n) < plan.reviews.second
    names = pl.Series(plan.reviews.reviewers)
    soon = rng.uniform(10.0, 50.0, n)
    later = soon + rng.uniform(5.0, 60.0, n)
    by_one = _by(drawn, names.gather(who), first, soon)
    return pl.concat([by_one, _by(drawn, names.gather(other), second, later).filter(pl.Series(again))])


def _by(drawn: pl.DataFrame, who: pl.Series, value: Numbers, minutes: Numbers) -> pl.DataFrame:
    delay = pl.Series((minutes * _MINUTE_US).astype(np.int64))
    at = (pl.col("over") + delay).cast(pl.Datetime("us")).alias("created_at")
    return drawn.with_columns(who.alias("evaluator"), pl.Series("value", value), at)


def _whole(rows: pl.DataFrame) -> pl.DataFrame:
    rows = rows.with_columns(
        pl.lit("human").alias("source"),
        pl.lit(None, dtype=pl.String).alias("explanation"),
        pl.col("chance").alias("inclusion_probability"),
    )
    return rows.select(pl.col(name).cast(kind) for name, kind in SCORES.polars.items())
