"""Other names. Authority: the shared calls, counted by hand."""

import numpy as np

from tidegauge.stats.scoping.aliases import aliases

# Version and date agree in 97 of 100 calls; the country is another thing.
CODES = np.array([[1] * 100 + [0] * 100, [1] * 97 + [0] * 103, [0, 1] * 100], dtype=np.int32)


def test_what_shares_nearly_all_calls_both_ways_is_an_alias() -> None:
    leaves = np.flatnonzero(CODES[0] == 1)
    assert aliases(CODES, np.ones(200), ((0, 1),), leaves, 1) == [((1, 1),)]


def test_a_parent_is_none() -> None:
    inside = np.flatnonzero((CODES[0] == 1) & (CODES[2] == 0))
    found = aliases(CODES, np.ones(200), ((0, 1), (2, 0)), inside, 2)
    assert found == [((1, 1), (2, 0))]


def test_calls_are_counted_and_not_leaves() -> None:
    calls = np.ones(200)
    calls[97:100] = 50
    assert aliases(CODES, calls, ((0, 1),), np.flatnonzero(CODES[0] == 1), 1) == []
