"""Where predictions are probabilities: how far they lie from what happened."""

import numpy as np
import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.queries.judge_calibration import reliability_bins
from tidegauge.reports._judge.corrected import measure_of
from tidegauge.reports._judge.records import Reliability, ReliabilityBin
from tidegauge.reports._records import Measure
from tidegauge.reports.source import Source
from tidegauge.stats import calibration, proportion

FEWEST = 50
"""Predictions with a label below which nothing is drawn."""

STRAY = 0.01
"""With a larger share outside 0 to 1 the predictions are no probabilities."""

SEED = 7
"""The bootstrap draws from here, so that a link shows the same interval twice."""


def reliability(source: Source, asked: TraceFilter) -> Reliability | None:
    """Return the calibration of the current calls' predictions; None where they are no probabilities, or too few."""
    frame = source.store.read_kept(reliability_bins(source.rows(asked), asked))
    total = float(frame["n"].sum() or 0)
    bins = frame.filter(pl.col("bin") >= 0)
    if bins["n"].sum() < FEWEST or bins["n"].sum() < (1 - STRAY) * total:
        return None
    n, predicted, happened = (bins[name].to_numpy().astype(float) for name in ("n", "predicted", "happened"))
    error = calibration.expected_calibration_error(n, predicted, happened, np.random.default_rng(SEED))
    shares = proportion.estimate(happened, n)
    return Reliability(
        ece=measure_of(error),
        brier=float(bins["squares"].sum()) / float(n.sum()),
        bins=tuple(
            ReliabilityBin(said, Measure(value, low, high, int(rows)))
            for said, value, low, high, rows in zip(
                (predicted / n).tolist(),
                shares.value.tolist(),
                shares.low.tolist(),
                shares.high.tolist(),
                n.tolist(),
                strict=True,
            )
        ),
    )
