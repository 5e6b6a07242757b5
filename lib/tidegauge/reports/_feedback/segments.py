"""The segments of the sessions: who rated, who left, who is satisfied, and what changed against the reference."""

from collections.abc import Mapping
from math import isnan

import numpy as np
import polars as pl

from tidegauge.findings import Direction, Effect, Verdict, news
from tidegauge.queries.sessions import NONE, UP
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._feedback.read import Sessions
from tidegauge.reports._feedback.records import FeedbackSegment, Rule
from tidegauge.reports._feedback.reviews import Headline, predicted_means
from tidegauge.reports._records import Measure
from tidegauge.reports._sentences import shown
from tidegauge.reports._summary import REST
from tidegauge.settings_feedback import FeedbackTable
from tidegauge.stats import proportion
from tidegauge.stats.estimate import Difference, Estimate, Floats
from tidegauge.stats.feedback.segment_means import Reviewed, segment_means
from tidegauge.stats.multiplicity import benjamini_hochberg
from tidegauge.stats.verdict import decide

FEWEST_REVIEWS = 10
"""A segment with fewer reviews has no corrected rate of its own."""
FLOOR = 0.02
"""The least change of the share that left that matters."""


def counted(found: Sessions) -> pl.DataFrame:
    """Return a row a segment: its value, and for each side sessions, raters, thumbs up, those who left (n1, rated1, ..)."""
    counts = {
        "n": pl.col("n"),
        "rated": pl.col("n") * (pl.col("thumb") != NONE),
        "up": pl.col("n") * (pl.col("thumb") == UP),
        "left": pl.col("n") * pl.col("left"),
    }
    sums = [
        value.filter(pl.col("side") == side).sum().alias(f"{name}{side}")
        for side in (REFERENCE, CURRENT)
        for name, value in counts.items()
    ]
    by_segment = found.cells.group_by("segment").agg(*sums)
    return by_segment.sort("n1", "segment", descending=[True, False])


def segment_rows(
    sums: pl.DataFrame,
    review: Headline,
    warned: Mapping[str | None, tuple[Rule, ...]],
    table: FeedbackTable,
    *,
    compared: bool,
) -> tuple[FeedbackSegment, ...]:
    """Return the segments with current sessions; those where a rule fires first, then by the gap to the thumbs."""
    values, n = sums["segment"].to_list(), _numbers(sums, "n1")
    rated = _measures(proportion.estimate(_numbers(sums, "rated1"), n))
    up = _measures(proportion.estimate(_numbers(sums, "up1"), _numbers(sums, "rated1")))
    left = _measures(proportion.estimate(_numbers(sums, "left1"), n))
    change = proportion.difference(
        (_numbers(sums, "left0"), _numbers(sums, "n0")), (_numbers(sums, "left1"), n)
    )
    verdicts = _verdicts(change, table) if compared else [Verdict.CANNOT_TELL] * len(values)
    satisfied, refusals = _satisfied(values, review)
    rows = []
    for place, value in enumerate(values):
        effect = _effect(change, place) if compared else None
        rising = None if effect is None or isnan(effect.value) or not effect.value else effect.value > 0
        changed = verdicts[place] is Verdict.CHANGED
        row = FeedbackSegment(
            value="rest" if value == REST else shown(value),
            sessions=int(n[place]),
            rated=rated[place],
            thumbs_up=up[place],
            left=left[place],
            satisfied=satisfied[place],
            refused=refusals[place],
            verdict=verdicts[place],
            direction=news(rising, "lower") if changed else Direction.NEUTRAL,
            rising=rising,
            difference=effect,
            warnings=warned.get(value, ()),
            pooled=value == REST,
        )
        rows.append(row)
    return tuple(sorted((row for row in rows if row.sessions), key=_importance))


def _importance(row: FeedbackSegment) -> tuple[float, ...]:
    gap = 0.0
    if row.satisfied is not None and not isnan(row.thumbs_up.value):
        gap = abs(row.thumbs_up.value - row.satisfied.value)
    return (-len(row.warnings), float(row.pooled), -gap, -row.sessions)


def _verdicts(change: Difference, table: FeedbackTable) -> list[Verdict]:
    adjusted = benjamini_hochberg(change.p_value)
    return [Verdict(str(one)) for one in decide(change, adjusted, FLOOR, table.least_n).verdict]


def _effect(change: Difference, place: int) -> Effect:
    value, low, high = (float(one[place]) for one in (change.value, change.low, change.high))
    return Effect(value, low, high, "share")


def _satisfied(values: list[str | None], review: Headline) -> tuple[list[Measure | None], list[str]]:
    if review.estimate is None:
        return [None] * len(values), ["not known"] * len(values)
    places = {value: place for place, value in enumerate(values)}
    at = np.array([places[value] for value in review.reviewed.frame["segment"]])
    reviewed = Reviewed(
        review.reviewed.column("review"), review.fitted, 1 / review.reviewed.column("probability"), at
    )
    means = np.nan_to_num(predicted_means(review, values))
    found = segment_means(reviewed, means, review.lam)
    reviews = np.bincount(at, minlength=len(values))
    few = [_too_few(n) if n < FEWEST_REVIEWS else "" for n in reviews.tolist()]
    measured = _measures(Estimate(found.value, found.low, found.high, reviews.astype(np.float64)))
    return [None if why else one for one, why in zip(measured, few, strict=True)], few


def _too_few(reviews: int) -> str:
    """Return how many reviews are missing.

    >>> _too_few(0), _too_few(9)
    ('not reviewed', '1 more review needed')
    """
    if not reviews:
        return "not reviewed"
    more = FEWEST_REVIEWS - reviews
    return f"{more} more review{'' if more == 1 else 's'} needed"


def _numbers(frame: pl.DataFrame, name: str) -> Floats:
    return frame[name].to_numpy().astype(np.float64)


def _measures(found: Estimate) -> list[Measure]:
    columns = (found.value, found.low, found.high, np.nan_to_num(found.n))
    return [
        Measure(value, low, high, int(n)) for value, low, high, n in zip(*map(list, columns), strict=True)
    ]
