"""The predictions beside the money: how many pass the threshold, whether they crowd together, whether they hold."""

from functools import partial
from typing import Any

import numpy as np
import polars as pl
import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.business_scores import reliability, scores
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._business.figures import Figure, decided, number
from tidegauge.reports._business.measures import FLOOR
from tidegauge.reports._business.records import ScoreFigures
from tidegauge.reports._daily_rows import summed_rows
from tidegauge.reports.source import Source
from tidegauge.stats import mean, proportion, quantile
from tidegauge.stats.calibration import expected_calibration_error
from tidegauge.stats.estimate import Difference, Estimate
from tidegauge.stats.variance_change import log_variance_ratio

SEED = 20_262
"""The bootstrap of the calibration error draws from here, so that a link shows the same interval twice."""
POINTS, SPREAD, ERROR = 0.01, 0.1, 0.01
"""The smallest change that matters: of the share above the threshold and of the calibration error; of the spread a tenth."""
Sums = dict[str, float]


def score_figures(source: Source, asked: TraceFilter, threshold: float, calls: float) -> ScoreFigures | None:
    """Return the figures of the predictions; None where the current window has none."""
    frame = summed_rows(source, asked, partial(_scores, threshold), ())
    before, now = (_row(frame, side) for side in (REFERENCE, CURRENT))
    if not now["n"]:
        return None
    compared = asked.reference is not None and bool(before["n"])
    bins = summed_rows(source, asked, reliability, ("bin",)).sort("side", "bin")
    labelled = float(bins.filter(pl.col("side") == CURRENT)["n"].sum()) / now["n"]
    figures = [_above(before, now, threshold, compared=compared), _spread(before, now, compared=compared)]
    if labelled:
        figures += _calibration(bins, labelled, compared=asked.reference is not None)
    recorded = now["n"] / calls if calls else float("nan")
    return ScoreFigures(threshold, recorded, labelled, decided(figures))


def _scores(threshold: float, rows: Rows, asked: TraceFilter, *, daily: bool = False) -> sa.Select[Any]:
    return scores(rows, asked, threshold, (), daily=daily)


def _row(frame: pl.DataFrame, side: int) -> Sums:
    own = frame.filter(pl.col("side") == side)
    return {name: float(own[name].sum()) for name in ("n", "above", "s1", "s2", "s3", "s4")}


def _above(before: Sums, now: Sums, threshold: float, *, compared: bool) -> Figure:
    sides = [(one["above"], one["n"]) for one in (before, now)]
    reference = proportion.estimate(*sides[0]) if compared else None
    return Figure(
        "above_threshold",
        f"Predictions from {threshold:g} up",
        "share",
        "none",
        proportion.estimate(*sides[1]),
        reference,
        proportion.difference(sides[0], sides[1]) if compared else None,
        max(POINTS, FLOOR * number(reference.value)) if reference is not None else POINTS,
    )


def _spread(before: Sums, now: Sums, *, compared: bool) -> Figure:
    powers = [(one["n"], one["s1"], one["s2"], one["s3"], one["s4"]) for one in (before, now)]
    deviations = [_deviation(one) for one in (before, now)]
    change = log_variance_ratio(powers[0], powers[1]) if compared else None
    return Figure(
        "spread",
        "Spread of predictions",
        "",
        "higher",
        deviations[1],
        deviations[0] if compared else None,
        None if change is None else _of_deviations(change, number(deviations[0].value)),
        SPREAD * number(deviations[0].value) if compared else 0.0,
    )


def _deviation(sums: Sums) -> Estimate:
    """Return the standard deviation, its interval from that of the log variance against a spread that is known for sure."""
    n, s1, s2 = sums["n"], sums["s1"], sums["s2"]
    if n < 2:
        nothing = np.asarray(np.nan)
        return Estimate(nothing, nothing, nothing, np.asarray(n))
    powers = (n, s1, s2, sums["s3"], sums["s4"])
    half = (log_variance_ratio(powers, powers).high / np.sqrt(2)) / 2
    value = np.sqrt(max(s2 / n - (s1 / n) ** 2, 0) * n / (n - 1))
    return Estimate(
        np.asarray(value), np.asarray(value * np.exp(-half)), np.asarray(value * np.exp(half)), np.asarray(n)
    )


def _of_deviations(change: Difference, before: float) -> Difference:
    """Return the change of the standard deviation in its own unit, from the log of the ratio of variances."""
    value, low, high = (before * (np.exp(one / 2) - 1) for one in (change.value, change.low, change.high))
    return Difference(
        np.asarray(value),
        np.asarray(low),
        np.asarray(high),
        change.p_value,
        change.n_reference,
        change.n_current,
    )


def _calibration(bins: pl.DataFrame, labelled: float, *, compared: bool) -> list[Figure]:
    sides = [bins.filter(pl.col("side") == side) for side in (REFERENCE, CURRENT)]
    random = np.random.default_rng(SEED)
    errors = [
        expected_calibration_error(
            one["n"].to_numpy(), one["predicted"].to_numpy(), one["happened"].to_numpy(), random
        )
        for one in sides
    ]
    missed = [tuple(float(one[name].sum()) for name in ("n", "missed", "missed2")) for one in sides]
    (n1, s1, ss1), (n2, s2, ss2) = missed
    compared = compared and n1 > 0
    briers = mean.estimate(n1, s1, ss1), mean.estimate(n2, s2, ss2)
    return [
        Figure(
            "ece",
            "Calibration error",
            "share",
            "lower",
            errors[1],
            errors[0] if compared else None,
            quantile.difference(errors[0], errors[1]) if compared else None,
            ERROR,
            labelled,
        ),
        Figure(
            "brier",
            "Brier score",
            "",
            "lower",
            briers[1],
            briers[0] if compared else None,
            mean.difference((n1, s1, ss1), (n2, s2, ss2)) if compared else None,
            FLOOR * number(briers[0].value) if compared else 0.0,
            labelled,
        ),
    ]
