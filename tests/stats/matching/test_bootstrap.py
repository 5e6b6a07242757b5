"""The paired bootstrap of a quantile: its coverage by simulation, and that pairing helps."""

import numpy as np

from tidegauge.stats.matching.bootstrap import paired_quantile


def test_it_holds_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(4)
    held = 0
    for _ in range(150):
        case = rng.lognormal(6, 0.6, 300)
        before, after = case * rng.lognormal(0, 0.2, 300), case * rng.lognormal(0, 0.2, 300)
        found = paired_quantile(before, after, 0.5, rng, draws=150)
        held += bool(found.low <= 0 <= found.high)
    assert held >= 0.91 * 150


def test_pairs_say_more_than_two_samples_do() -> None:
    rng = np.random.default_rng(6)
    case = rng.lognormal(6, 0.8, 400)
    before, after = case * rng.lognormal(0, 0.1, 400), case * rng.lognormal(0, 0.1, 400)
    paired = paired_quantile(before, after, 0.5, np.random.default_rng(1), draws=300)
    apart = paired_quantile(before, rng.permutation(after), 0.5, np.random.default_rng(1), draws=300)
    assert paired.high - paired.low < 0.6 * (apart.high - apart.low)


def test_a_pair_without_a_value_is_left_out() -> None:
    found = paired_quantile([1.0, np.nan], [1.0, 2.0], 0.5, np.random.default_rng(1))
    assert np.isnan(found.low)
    assert float(found.n_current) == 1
