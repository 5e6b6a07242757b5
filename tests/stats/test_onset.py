"""Onsets against the shared change-point oracle (ruptures), planted steps, and the false alarms of level series."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import chi2, chi2_contingency

from tidegauge.stats import onset

SHARED = Path(os.environ.get("TIDEGAUGE_SHARED", Path(__file__).resolve().parents[2] / "../shared"))
ORACLES = SHARED / "oracles/changepoint_oracles.json"


def test_the_step_that_ruptures_finds():
    if not ORACLES.is_file():
        pytest.skip("the shared oracles are not beside this checkout")
    oracle = json.loads(ORACLES.read_text())["pelt_l2"]
    x = np.array(oracle["x"], dtype=float)
    found = onset.of_mean(np.ones_like(x), x, x * x)
    assert found.index == oracle["breaks"][0]


def test_statistic_equals_scipys_likelihood_ratio_at_the_best_split():
    k, n = np.array([10, 9, 25, 31]), np.array([200, 210, 190, 205])
    found = onset.of_proportion(k, n)
    table = [[19, 410 - 19], [56, 395 - 56]]
    statistic = chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
    assert found.index == 2
    assert found.p_value == pytest.approx(3 * chi2.sf(statistic, 1))


@pytest.mark.parametrize("at", [1, 10, 47])
def test_planted_steps_of_a_share(at):
    rate = np.where(np.arange(48) < at, 0.05, 0.12)
    k = np.random.default_rng(at).binomial(2000, rate)
    assert onset.of_proportion(k, np.full(48, 2000)).index == at


@pytest.mark.parametrize("at", [1, 10, 47])
def test_planted_steps_of_a_mean(at):
    x = np.random.default_rng(at).normal(np.where(np.arange(48) < at, 4.0, 3.0)[:, None], 1.0, (48, 100))
    assert onset.of_mean(np.full(48, 100), x.sum(axis=1), (x * x).sum(axis=1)).index == at


def test_a_level_series_rarely_alarms():
    random = np.random.default_rng(20)
    alarms = [onset.of_proportion(random.binomial(500, 0.05, 48), np.full(48, 500)) for _ in range(1000)]
    assert sum(alarm is not None for alarm in alarms) <= 50


@pytest.mark.parametrize(
    ("k", "n"),
    [
        ([], []),
        ([1], [10]),
        ([0, 0, 0], [0, 0, 0]),
        ([0, 0, 0], [50, 50, 50]),
        ([50, 50, 50], [50, 50, 50]),
        ([None, 5, None], [None, 50, None]),
    ],
)
def test_no_step_where_there_cannot_be_one(k, n):
    assert onset.of_proportion(k, n) is None
    assert onset.of_mean(n, k, k) is None


def test_empty_buckets_may_stay_in():
    assert onset.of_proportion([5, 0, 6, 0, 60, 55], [500, 0, 500, 0, 500, 500]).index in {3, 4}


def test_a_constant_that_takes_another_value_is_a_step():
    assert onset.of_mean([50] * 4, [50, 50, 100, 100], [50, 50, 200, 200]).index == 2
