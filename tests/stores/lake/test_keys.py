"""Keys of a day: the first of equals is new, later ones are not. Authority: a Python set."""

from datetime import date

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tidegauge.stores.lake import keys as lake_keys
from tidegauge.stores.lake.keys import DayKeys, TableKeys, hashes

_BATCHES = st.lists(st.lists(st.integers(0, 50), max_size=20), max_size=15)


def hashed(values: list[int]) -> lake_keys.Hashes:
    return hashes(pl.DataFrame({"key": pl.Series(values, dtype=pl.Int64)}), ["key"])


@given(_BATCHES)
def test_the_same_rows_are_new_as_with_a_set(batches):
    keys, seen = DayKeys(), set()
    for batch in batches:
        expected = []
        for value in batch:
            expected.append(value not in seen)
            seen.add(value)
        assert keys.fresh(hashed(batch)).tolist() == expected
    assert keys.rows == len(seen)


@given(_BATCHES, st.lists(st.integers(0, 50), max_size=20))
def test_what_was_discarded_is_held_no_longer(batches, gone):
    keys = DayKeys(map(hashed, batches))
    keys.discard(hashed(gone))
    left = {value for batch in batches for value in batch} - set(gone)
    assert keys.holds(hashed(list(range(51)))).tolist() == [value in left for value in range(51)]


def test_null_is_a_key_of_its_own():
    frame = pl.DataFrame(
        {"a": [None, None, "", "x"], "b": ["x", "x", "x", None]}, schema={"a": pl.String, "b": pl.String}
    )
    assert len(np.unique(hashes(frame, ["a", "b"]))) == 3


def test_the_days_not_asked_for_longest_are_read_again_when_there_is_no_room(monkeypatch):
    monkeypatch.setattr(lake_keys, "MOST_ROWS", 5)
    keys, read = TableKeys(), []

    def present(day: date) -> list[lake_keys.Hashes]:
        read.append(day.day)
        return [hashed([day.day, day.day + 100])]

    for day in (1, 2, 1, 3, 1, 2):
        assert keys.of(date(2026, 11, day), present).rows == 2
    assert read == [1, 2, 3, 2]
