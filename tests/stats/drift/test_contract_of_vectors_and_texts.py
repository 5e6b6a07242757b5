"""What every method on vectors and texts promises: a new file in stats/drift/ is asked all of this."""

import numpy as np
import pytest

from tidegauge.stats.drift._exact import methods
from tidegauge.stats.drift._method import On

NAMES = [name for name, method in methods().items() if {On.VECTORS, On.TEXTS} & set(method.on)]
WORDS = np.array(
    ["order", "refund", "parcel", "late", "invoice", "reset", "size", "colour", "thanks", "where"]
)


def drawn(name, rows, drifted, seed):
    """Vectors that move by one standard deviation, or texts that become one sentence."""
    random = np.random.default_rng(seed)
    if On.VECTORS in methods()[name].on:
        return random.normal(1, 1, (rows, 8)) + np.where(drifted, [1.0, -1.0] * 4, 0.0)
    if drifted:
        return ["I cannot help with that order."] * rows
    return [" ".join(sentence) for sentence in WORDS[random.integers(0, WORDS.size, (rows, 12))]]


@pytest.mark.parametrize("name", NAMES)
def test_planted_drift_is_seen_and_chance_is_not(name):
    method, reference = methods()[name], drawn(name, 300, False, 1)
    found = method.exact(reference, drawn(name, 250, True, 2))
    chance = method.exact(reference, drawn(name, 250, False, 3))
    assert found.p_value < 0.01
    assert chance.p_value is None or chance.p_value > 0.01
    assert abs(found.value - found.no_drift) > 3 * abs(chance.value - chance.no_drift)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_sample_twice_is_no_drift(name):
    method, reference = methods()[name], drawn(name, 200, False, 1)
    found = method.exact(reference, reference)
    assert found.p_value is None or found.p_value >= 0.05


@pytest.mark.parametrize("name", NAMES)
def test_a_distance_is_a_float_with_a_p_value_between_0_and_1(name):
    found = methods()[name].exact(drawn(name, 80, False, 1), drawn(name, 60, True, 2))
    for number in (found.value, found.p_value, found.no_drift, found.error):
        assert number is None or type(number) is float
    assert 0 <= found.p_value <= 1
    assert found.error == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_window_without_rows_gives_nan(name):
    some, none = drawn(name, 50, False, 1), drawn(name, 50, False, 1)[:0]
    for reference, current in ((some, none), (none, some), (none, none)):
        found = methods()[name].exact(reference, current)
        assert np.isnan(found.value)
        assert found.p_value is None or np.isnan(found.p_value)
