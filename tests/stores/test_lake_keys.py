"""Keys of a day: the first of equals is new, later ones are not. Authority: a Python set."""

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tidegauge.stores.lake_keys import DayKeys, hashes


@given(st.lists(st.lists(st.integers(0, 50), max_size=20), max_size=15))
def test_the_same_rows_are_new_as_with_a_set(batches):
    keys, seen = DayKeys([], ("key",)), set()
    for batch in batches:
        found = hashes(pl.DataFrame({"key": pl.Series(batch, dtype=pl.Int64)}), ["key"])
        expected = []
        for value in batch:
            expected.append(value not in seen)
            seen.add(value)
        assert keys.fresh(found).tolist() == expected


def test_null_is_a_key_of_its_own():
    frame = pl.DataFrame(
        {"a": [None, None, "", "x"], "b": ["x", "x", "x", None]}, schema={"a": pl.String, "b": pl.String}
    )
    assert len(np.unique(hashes(frame, ["a", "b"]))) == 3
