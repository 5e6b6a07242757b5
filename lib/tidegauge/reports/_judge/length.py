"""What length does to the judge: between two answers to one input, and among answers that people score alike."""

import numpy as np
import polars as pl

from tidegauge.formats import decimal
from tidegauge.reports._judge.biases import FEWEST, FOUND, NONE, UNTESTED, leans, pairs_text, told
from tidegauge.reports._judge.corrected import measure_of
from tidegauge.reports._judge.read import JudgeFacts
from tidegauge.reports._judge.records import Bias, LengthControlled
from tidegauge.stats import mean
from tidegauge.stats.estimate import Floats
from tidegauge.stats.judging.length_control import length_controlled
from tidegauge.stats.judging.length_effect import length_effect
from tidegauge.stats.judging.preference import longer_wins, prefers

UNKNOWN_WHY = "Whether the judge pays for length, or longer answers are better, these data cannot tell."


def length(pairs: pl.DataFrame) -> Bias:
    """Return whether the longer of two answers to the same input scores higher."""
    if pairs.is_empty():
        return Bias(
            "length",
            UNTESTED,
            "needs two answers to the same input that one judge scored: none in this window.",
        )
    wins, decided = longer_wins(preference_of(pairs), *lengths_of(pairs))
    if decided < FEWEST:
        return Bias(
            "length",
            UNTESTED,
            f"only {decided:,.0f} pairs of answers to the same input differ in score and length.",
        )
    longer = prefers(wins, decided)
    text = f"the longer of two answers to the same input scores higher in {pairs_text(longer)}, n {decided:,.0f}."
    if leans(longer) == FOUND:
        text += f" {UNKNOWN_WHY}"
    return Bias("length", leans(longer), told(longer, text))


def preference_of(pairs: pl.DataFrame) -> Floats:
    """Return how far the first of each pair is preferred: 1 where it scores higher, 0.5 where both score alike."""
    gap = (pairs["value"] - pairs["other_value"]).to_numpy().astype(np.float64)
    return np.asarray(0.5 + 0.5 * np.sign(gap))


def lengths_of(pairs: pl.DataFrame) -> tuple[Floats, Floats]:
    """Return the lengths of both answers of each pair: output tokens where recorded for all pairs, else characters."""
    for unit in ("tokens", "characters"):
        both = [pairs[name].cast(pl.Float64) for name in (unit, f"other_{unit}")]
        if not any(column.null_count() for column in both):
            return both[0].to_numpy(), both[1].to_numpy()
    first, second = (column.fill_null(float("nan")).to_numpy() for column in both)
    return first, second


def length_controlled_of(pairs: pl.DataFrame) -> LengthControlled | None:
    """Return how often the current answer beats the reference's to the same input: as scored, and at equal length."""
    lengths = lengths_of(pairs)
    known = np.isfinite(lengths[0]) & np.isfinite(lengths[1])
    if known.sum() < FEWEST:
        return None
    won, (own, other) = preference_of(pairs)[known], (one[known] for one in lengths)
    raw = mean.estimate(won.size, won.sum(), (won**2).sum())
    return LengthControlled(measure_of(raw), measure_of(length_controlled(won, own, other)))


def verbosity(facts: JudgeFacts, evaluator: str | None) -> Bias:
    """Return whether, among answers that people scored alike, the judge gives longer ones more."""
    rows = facts.labels.filter(
        pl.col("judge").is_not_null(), pl.col("evaluator") == evaluator, pl.col("tokens").fill_null(0) > 0
    )
    rows = rows.sort("reviewer").unique(["side", "span_id"], keep="first", maintain_order=True)
    if rows.height < FEWEST:
        return Bias(
            "verbosity", UNTESTED, f"needs {FEWEST} labelled answers whose output tokens are recorded."
        )
    score, tokens, human = (rows[name].to_numpy().astype(np.float64) for name in ("judge", "tokens", "human"))
    found = length_effect(score, tokens, human)
    if not np.isfinite(float(found.value)):
        return Bias("verbosity", UNTESTED, found.refusal or "labelled answers do not differ in length.")
    value, low, high = (decimal(float(one), 2) for one in (found.value, found.low, found.high))
    text = f"{value} points [{low}, {high}] for each doubling of length among answers people score alike, n {rows.height:,}."
    floor = facts.question.floor
    if float(found.low) > 0 and float(found.value) >= floor:
        return Bias("verbosity", FOUND, f"gives {text} {_WITHIN}")
    if float(found.high) < floor:
        return Bias("verbosity", NONE, f"not material: {text}")
    return Bias("verbosity", UNTESTED, f"cannot tell: {text}")


_WITHIN = (
    "Answers that people score alike may still differ in quality: that is not told from paying for length."
)
