"""Centroid cosine against the shared oracle and scikit-learn; what it sees and what it cannot."""

import json

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.metrics.pairwise import cosine_similarity

from tidegauge.stats.drift import cosine_centroid


def test_shared_oracle(shared):
    oracle = json.loads((shared / "oracles/drift_oracles.json").read_text())["centroid_cosine"]
    found = cosine_centroid.between(np.array(oracle["ref"]), np.array(oracle["cur"]))
    assert 1 - found.value == pytest.approx(oracle["cosine_distance"], abs=1e-12)


def test_value_is_scikit_learns_cosine_of_the_means():
    random = np.random.default_rng(2)
    before, after = random.normal(1, 1, (50, 6)), random.normal(0.5, 1, (70, 6))
    expected = cosine_similarity(before.mean(axis=0)[None], after.mean(axis=0)[None])[0, 0]
    assert cosine_centroid.between(before, after).value == pytest.approx(expected, abs=1e-12)


def test_sums_are_as_good_as_means():
    random = np.random.default_rng(2)
    rows = random.normal(1, 1, (50, 6))
    merged = rows[:20].sum(axis=0) + rows[20:].sum(axis=0)
    assert cosine_centroid.cosine(merged, rows.mean(axis=0)) == pytest.approx(1.0)


def test_it_is_blind_to_spread():
    random = np.random.default_rng(5)
    before, after = random.normal(1, 0.5, (600, 4)), random.normal(1, 2, (600, 4))
    assert cosine_centroid.between(before, after).value > 0.98


def test_false_alarms_are_as_rare_as_promised():
    alarms = 0
    for seed in range(200):
        random = np.random.default_rng(seed)
        rows = random.normal(1, 1, (200, 5))
        alarms += cosine_centroid.between(rows[:100], rows[100:], random=random).p_value < 0.05
    assert alarms <= 20


def test_too_few_rows_have_no_test():
    assert cosine_centroid.between(np.ones((1, 3)), np.ones((5, 3))).p_value is None
    assert np.isnan(cosine_centroid.between(np.ones((0, 3)), np.ones((5, 3))).value)


def test_vectors_of_nothing_have_no_angle():
    found = cosine_centroid.between(np.zeros((5, 3)), np.zeros((5, 3)))
    assert np.isnan(found.value)
    assert found.p_value is None


def test_sparse_vectors_give_the_same_answer():
    rows = np.random.default_rng(2).poisson(0.5, (80, 6)).astype(float)
    dense = cosine_centroid.between(rows[:50], rows[50:])
    sparse = cosine_centroid.between(csr_array(rows[:50]), csr_array(rows[50:]))
    assert sparse.value == pytest.approx(dense.value)
    assert sparse.p_value == pytest.approx(dense.p_value)
