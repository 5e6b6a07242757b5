"""Adjusted p-values against scipy, the definitions by hand, and the example of Benjamini and Hochberg (1995)."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import false_discovery_control

from tidegauge.stats.multiplicity import benjamini_hochberg, holm

SHARED = Path(os.environ.get("TIDEGAUGE_SHARED", Path(__file__).resolve().parents[2] / "../shared"))
ORACLES = SHARED / "oracles/drift_oracles.json"


def test_the_example_of_benjamini_and_hochberg():
    if not ORACLES.is_file():
        pytest.skip("the shared oracles are not beside this checkout")
    oracle = json.loads(ORACLES.read_text())["benjamini_hochberg"]
    adjusted = benjamini_hochberg(oracle["p"])
    assert adjusted == pytest.approx(oracle["adjusted"])
    assert np.count_nonzero(adjusted < 0.05) == oracle["rejected_at_05"]


def test_equals_scipy_in_any_order():
    p = np.random.default_rng(2).uniform(size=200) ** 3
    assert benjamini_hochberg(p) == pytest.approx(false_discovery_control(p))


# By hand from the definitions: BH p(i) m / i, smallest from above; Holm p(i) (m - i + 1), largest from below.
@pytest.mark.parametrize(
    ("p", "expected_bh", "expected_holm"),
    [
        ([0.01, 0.02, 0.03, 0.04, 0.05], [0.05] * 5, [0.05, 0.08, 0.09, 0.09, 0.09]),
        ([0.04, np.nan, 0.01], [0.04, np.nan, 0.02], [0.04, np.nan, 0.02]),
        ([0.7, 0.9, 1.0], [1.0, 1.0, 1.0], [1.0, 1.0, 1.0]),
        ([0.0, 0.0], [0.0, 0.0], [0.0, 0.0]),
        ([0.3], [0.3], [0.3]),
        ([np.nan], [np.nan], [np.nan]),
        ([], [], []),
    ],
)
def test_edges(p, expected_bh, expected_holm):
    assert benjamini_hochberg(p) == pytest.approx(expected_bh, nan_ok=True)
    assert holm(p) == pytest.approx(expected_holm, nan_ok=True)


def test_the_argument_is_left_alone():
    p = np.array([0.01, 0.04])
    benjamini_hochberg(p)
    holm(p)
    assert p.tolist() == [0.01, 0.04]
