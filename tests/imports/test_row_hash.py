"""Hashes of rows: what counts, and what does not. Stability: a table of values written down on 2026-11-21."""

from datetime import datetime

import numpy as np
import polars as pl
import pytest

from tidegauge.imports.row_hash import row_hashes


def one(**values: object) -> int:
    return int(row_hashes(pl.DataFrame({name: [value] for name, value in values.items()}), {})[0])


@pytest.mark.parametrize(
    "other",
    [{"b": 2, "a": 1}, {"a": 1.0, "b": 2}, {"a": 1, "b": 2, "c": None}, {"a": 1, "b": 2, "c": np.nan}],
)
def test_the_same_row_written_otherwise(other):
    assert one(a=1, b=2) == one(**other)


@pytest.mark.parametrize("other", [{"a": 2, "b": 1}, {"a": 1}, {"a": 1, "b": 2, "c": 0}, {"a": 1, "b": 2.5}])
def test_another_row(other):
    assert one(a=1, b=2) != one(**other)


def test_a_text_hashes_alike_alone_and_among_longer_ones():
    texts = ["", "a", "a\0", "ü" * 4, "x" * 8, "x" * 9, "y" * 64, "y" * 65, "z" * 5000]
    together = row_hashes(pl.DataFrame({"t": texts}), {}).tolist()
    assert together == [one(t=text) for text in texts]
    assert len(set(together)) == len(texts)


def test_constants_count():
    frame = pl.DataFrame({"a": [1]})
    assert row_hashes(frame, {"environment": "x"})[0] != row_hashes(frame, {"environment": "y"})[0]


def test_many_rows_are_all_different():
    numbers = np.arange(200_000)
    frame = pl.DataFrame({"n": numbers, "t": pl.Series(numbers % 1000).cast(pl.String), "x": numbers / 7})
    assert len(np.unique(row_hashes(frame, {}))) == len(numbers)


def test_a_hash_is_the_same_in_every_version():
    row = {"t": "where", "n": 7, "x": 0.25, "ok": True, "at": datetime(2026, 11, 1, 12), "long": "word " * 40}
    assert f"{one(**row):016x}" == "c0e08f39bb889b4b"
