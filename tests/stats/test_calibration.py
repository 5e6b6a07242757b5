"""Calibration error and Brier score against the shared oracle, and the interval's coverage by simulation."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from tidegauge.stats import calibration, mean

SHARED = Path(os.environ.get("TIDEGAUGE_SHARED", Path(__file__).resolve().parents[2] / "../shared"))
ORACLES = SHARED / "oracles/drift_oracles.json"


@pytest.fixture
def oracle():
    if not ORACLES.is_file():
        pytest.skip("the shared oracles are not beside this checkout")
    return json.loads(ORACLES.read_text())["calibration"]


def binned(prediction, label, bins):
    which = np.unique(bins, return_inverse=True)[1]
    return tuple(np.bincount(which, weights=w) for w in (np.ones_like(prediction), prediction, label))


def test_ten_equal_bins_give_the_oracles_error(oracle):
    p, y = np.array(oracle["p"]), np.array(oracle["y"], dtype=float)
    bins = np.minimum((p * 10).astype(int), 9)
    error = calibration.expected_calibration_error(*binned(p, y, bins), np.random.default_rng(0))
    assert error.value == pytest.approx(oracle["ece_10_width"])
    assert error.n == 12


def test_brier_of_equal_predictions_and_of_squared_errors_is_the_oracles(oracle):
    p, y = np.array(oracle["p"]), np.array(oracle["y"], dtype=float)
    assert calibration.brier(*binned(p, y, p)).value == pytest.approx(oracle["brier"])
    errors = (p - y) ** 2
    assert mean.estimate(12, errors.sum(), (errors**2).sum()).value == pytest.approx(oracle["brier"])


@pytest.mark.parametrize("gap", [0.0, 0.05, 0.15])
def test_interval_covers_the_truth_about_as_often_as_it_says(gap):
    random = np.random.default_rng(17)
    said = np.arange(0.05, 1, 0.1)
    true = said + gap * np.where(said < 0.5, 1, -1)
    rows = np.full(10, 400)
    errors = [
        calibration.expected_calibration_error(
            rows, rows * said, random.binomial(rows, true), random, draws=200
        )
        for _ in range(150)
    ]
    assert np.mean([one.low <= gap <= one.high for one in errors]) >= 0.88


def test_the_same_generator_gives_the_same_interval():
    twice = [
        calibration.expected_calibration_error([50, 50], [10, 40], [14, 33], np.random.default_rng(4))
        for _ in range(2)
    ]
    assert (twice[0].low, twice[0].high) == (twice[1].low, twice[1].high)
    assert twice[0].low <= twice[0].value <= twice[0].high


@pytest.mark.parametrize(
    ("n", "prediction", "label", "value"),
    [
        ([], [], [], np.nan),
        ([0, 0], [0, 0], [0, 0], np.nan),
        ([1], [0.25], [1], 0.75),
        ([4], [2], [2], 0.0),
        ([3], [0], [0], 0),
    ],
)
def test_edges(n, prediction, label, value):
    error = calibration.expected_calibration_error(n, prediction, label, np.random.default_rng(0))
    assert error.value == pytest.approx(value, nan_ok=True)
    assert calibration.brier(n, prediction, label).n == sum(n)
