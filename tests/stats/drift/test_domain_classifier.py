"""AUC against scikit-learn, its interval against DeLong's definition, the null against simulation."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict

from tidegauge.stats.drift import domain_classifier as domain


def _clouds(shift, n=300, m=250, seed=3):
    random = np.random.default_rng(seed)
    return random.normal(0, 1, (n, 5)), random.normal(shift, 1, (m, 5))


def test_auc_is_scikit_learns_with_ties():
    random = np.random.default_rng(1)
    before, after = random.integers(0, 6, 80).astype(float), random.integers(1, 8, 60).astype(float)
    expected = roc_auc_score([0] * 80 + [1] * 60, np.concatenate([before, after]))
    assert float(domain.auc(before, after).value) == pytest.approx(expected, abs=1e-12)


def test_interval_is_delongs_by_placements():
    before, after = (rows[:, 0] for rows in _clouds(0.5, 30, 20))
    wins = (after[:, None] > before).astype(float)
    error = np.sqrt(wins.mean(axis=0).var(ddof=1) / 30 + wins.mean(axis=1).var(ddof=1) / 20)
    found = domain.auc(before, after)
    assert float(found.value - found.low) == pytest.approx(1.959964 * error, abs=1e-6)


def test_value_is_near_scikit_learns_cross_validation():
    before, after = _clouds(0.4)
    rows, label = np.concatenate([before, after]), [0] * 300 + [1] * 250
    scores = cross_val_predict(LogisticRegression(), rows, label, cv=5, method="decision_function")
    found = domain.separate(before, after)
    assert float(found.auc.value) == pytest.approx(roc_auc_score(label, scores), abs=0.01)
    assert found.distance.p_value < 1e-6


def test_scores_are_of_models_that_did_not_see_the_row():
    random = np.random.default_rng(0)
    noise = random.normal(0, 1, (60, 40))
    assert float(domain.separate(noise[:30], noise[30:]).auc.value) < 0.75


def test_copies_on_both_sides_share_a_fold():
    rows = np.random.default_rng(2).normal(0, 1, (200, 40))
    apart = domain.separate(rows, rows)
    together = domain.separate(rows, rows, groups=np.tile(np.arange(200), 2))
    assert float(apart.auc.value) < 0.4
    assert float(together.auc.value) == pytest.approx(0.5, abs=0.06)


def test_false_alarms_are_as_rare_as_promised():
    alarms = 0
    for seed in range(100):
        random = np.random.default_rng(seed)
        rows = random.normal(0, 1, (200, 8))
        alarms += domain.separate(rows[:100], rows[100:], random=random).distance.p_value < 0.05
    assert alarms <= 12


@pytest.mark.parametrize(("n", "m"), [(0, 50), (9, 50), (50, 9)])
def test_too_few_rows_have_no_answer(n, m):
    found = domain.separate(*_clouds(0.5, n, m))
    assert np.isnan(found.distance.value)
    assert found.distance.p_value is None


def test_one_text_over_and_over_cannot_be_split_into_folds():
    before, after = _clouds(0.5)
    assert domain.separate(before, after, groups=np.zeros(550, dtype=np.int64)).distance.p_value is None
