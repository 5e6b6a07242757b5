"""Fixed answers judged day after day: each day's level with the answers held still, and a change between two times."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import special

from tidegauge.stats.estimate import Difference, Floats, floats

Places = NDArray[np.signedinteger[Any]]


@dataclass(frozen=True, eq=False)
class Days:
    """Levels of days, in order of time, shape (d,): in points of the scale, from `n` answers each."""

    judge: tuple[str | None, ...]
    bucket: tuple[int, ...]
    level: Floats
    n: Floats


def days_of(rows: pl.DataFrame) -> Days:
    """Return each judge's daily level on rows (span_id, evaluator, bucket, value).

    A value is its answer's own level plus its day's, by least squares: a day on which other answers were judged, or only
    some, is no better or worse for that. Where every answer was judged every day it is the day's mean.
    """
    cells = rows.group_by("evaluator", "bucket").agg(pl.len().alias("n")).sort("bucket", "evaluator")
    each = rows.join(cells.with_row_index("day"), on=["evaluator", "bucket"], nulls_equal=True)
    day, value = each["day"].to_numpy().astype(np.intp), each["value"].to_numpy().astype(np.float64)
    answer = np.unique(each["span_id"].to_numpy(), return_inverse=True)[1].reshape(-1)
    n = cells["n"].to_numpy().astype(np.float64)
    level = _levels(day, answer, value, n)
    return Days(tuple(cells["evaluator"].to_list()), tuple(cells["bucket"].to_list()), level, n)


def _levels(day: Places, answer: Places, value: Floats, n: Floats) -> Floats:
    """Return the days' effects, centred so that all values have their own mean (two-way least squares)."""
    seen = np.zeros((int(answer.max()) + 1, n.size))
    np.add.at(seen, (answer, day), 1.0)
    own = seen.sum(axis=1)
    means = np.bincount(answer, weights=value) / own
    left = np.bincount(day, weights=value - means[answer], minlength=n.size)
    effect = np.linalg.lstsq(np.diag(n) - seen.T @ (seen / own[:, None]), left, rcond=1e-9)[0]
    return np.asarray(effect - effect @ n / n.sum() + value.mean())


def paired_change(before: pl.DataFrame, after: pl.DataFrame, level: float = 0.95) -> Difference:
    """Return the mean change of answers between two times, rows (span_id, bucket, value) each.

    Its error is that of the answers and that of the days: what moves all answers of a day alike does not shrink with more
    of them. Student's t by the days, where either time has several; of a single day each, by the answers.
    """
    means = [one.group_by("span_id").agg(pl.col("value").mean()) for one in (before, after)]
    both = means[0].join(means[1], on="span_id").sort("span_id")
    change = (both["value_right"] - both["value"]).to_numpy().astype(np.float64)
    n = change.size
    by_answers = float(change.var(ddof=1)) / n
    by_days, freedom = _of_days(before, after)
    variance = by_answers + by_days
    spread = float(np.sqrt(variance))
    value, freedom = float(change.mean()), freedom or n - 1
    half = float(special.stdtrit(freedom, 0.5 + level / 2)) * spread
    p_value = 2 * float(special.stdtr(freedom, -abs(value) / spread)) if spread else float(value == 0)
    return Difference(*floats(value, value - half, value + half, p_value, n, n))


def _of_days(before: pl.DataFrame, after: pl.DataFrame) -> tuple[float, float]:
    """Return the variance of the change that is the days', and its degrees of freedom (Welch and Satterthwaite)."""
    kept = [one.join(other, on="span_id", how="semi") for one, other in ((before, after), (after, before))]
    levels = [days_of(one.with_columns(evaluator=pl.lit(""))).level for one in kept]
    parts = [(one.var(ddof=1) / one.size, one.size - 1) for one in levels if one.size > 1]
    if not parts:
        return 0.0, 0.0
    if len(parts) < len(levels):
        # One time has a single day: its level is taken to vary as the days of the other do.
        ((variance, freedom),) = parts
        return float(variance * (freedom + 2)), float(freedom)
    total = sum(variance for variance, _ in parts)
    below = sum(variance**2 / freedom for variance, freedom in parts)
    return float(total), float(total**2 / below) if below else float(min(freedom for _, freedom in parts))
