"""Ruler or product: what moved when the answers were held still, and when the judge was."""

import numpy as np
import polars as pl

from tidegauge.findings import Effect
from tidegauge.formats import decimal
from tidegauge.reports._judge.anchor_days import paired_change
from tidegauge.reports._judge.means import sums_of
from tidegauge.reports._judge.read import JudgeFacts
from tidegauge.reports._judge.records import RulerChange, RulerRow
from tidegauge.stats import weighted_mean
from tidegauge.stats.estimate import Difference
from tidegauge.stats.weighted_mean import Sums

FEWEST = 10
"""Answers below which nothing is said of a judge."""


def fixed(facts: JudgeFacts) -> pl.DataFrame:
    """Return the anchor's rows of fixed answers: those that were judged on more than one day."""
    days = pl.col("bucket").n_unique().over("span_id")
    return facts.anchors.filter(days > 1)


def ruler_rows(facts: JudgeFacts, change: RulerChange | None) -> tuple[RulerRow, ...]:
    """Return what moved: the same answers with the new judge, and new answers with the same judge."""
    if change is None:
        found = [_same_judge(facts)]
    else:
        same = _same_answers(facts, change) or _same_answers_of_traffic(facts, change)
        found = [same, _new_answers(facts, change)]
    return tuple(row for row in found if row is not None)


def _same_answers(facts: JudgeFacts, change: RulerChange) -> RulerRow | None:
    before, after = (
        facts.anchors.filter(pl.col("evaluator") == name) for name in (change.before, change.after)
    )
    return _paired_row(facts, "Same {} answers, new judge", before, after)


def _same_answers_of_traffic(facts: JudgeFacts, change: RulerChange) -> RulerRow | None:
    names = sorted((change.before, change.after))
    both = facts.both.filter(pl.col("one") == names[0], pl.col("other") == names[1]).with_row_index("pair")
    one, other = (
        both.select(span_id="pair", value=name, bucket=pl.lit(0)) for name in ("value", "other_value")
    )
    before, after = (one, other) if names[0] == change.before else (other, one)
    return _paired_row(facts, "Same {} answers, both judges", before, after)


def _paired_row(facts: JudgeFacts, label: str, before: pl.DataFrame, after: pl.DataFrame) -> RulerRow | None:
    n = before.join(after, on="span_id", how="semi")["span_id"].n_unique()
    if n < FEWEST:
        return None
    effect = _effect(paired_change(before, after))
    return RulerRow(label.format(f"{n:,}"), _says(facts, "ruler", effect), effect, n, ruler=True)


def _new_answers(facts: JudgeFacts, change: RulerChange) -> RulerRow | None:
    new = facts.anchors.filter(
        pl.col("evaluator") == change.before, pl.col("started").is_not_null(), pl.col("started") >= change.at
    )
    again = new.group_by("span_id").agg(pl.col("value").mean())
    if again.height < FEWEST:
        return None
    value = again["value"].to_numpy()
    old = facts.moments.filter(
        pl.col("evaluator") == change.before, pl.col("bucket") <= facts.bucket(change.at)
    )
    # An anchor is drawn from all answers alike.
    n, s, ss = value.size, value.sum(), (value**2).sum()
    effect = _effect(weighted_mean.difference(sums_of(old), Sums(n, n, n, s, s, ss)))
    label = f"New answers, same judge ({change.before} re-run on {value.size:,})"
    return RulerRow(label, _says(facts, "product", effect), effect, value.size, ruler=False)


def _same_judge(facts: JudgeFacts) -> RulerRow | None:
    """Return whether one judge moved by itself: the fixed answers in the earlier half of the time and in the later."""
    rows = fixed(facts)
    if rows.is_empty():
        return None
    last = rows.sort("bucket")["evaluator"][-1]
    own = rows.filter(pl.col("evaluator") == last)
    middle = (facts.asked.current.window.start - facts.span.start).days  # anchors are counted by days
    before, after = (own.filter(part) for part in (pl.col("bucket") < middle, pl.col("bucket") >= middle))
    return _paired_row(facts, "Same {} answers, same judge", before, after)


def _effect(moved: Difference) -> Effect:
    return Effect(float(moved.value), float(moved.low), float(moved.high), "score")


def _says(facts: JudgeFacts, what: str, effect: Effect) -> str:
    """Return what an interval shows: a move, none that matters, or neither."""
    if effect.low > 0 or effect.high < 0:
        return f"the {what} moved"
    unseen = max(-effect.low, effect.high)
    if unseen <= facts.question.floor:
        return f"the {what} did not move by {decimal(facts.question.floor, 2)} or more"
    if not np.isfinite(unseen):
        return "cannot tell"
    return f"cannot tell: a move of the {what} of up to {decimal(unseen, 2)} would not show"
