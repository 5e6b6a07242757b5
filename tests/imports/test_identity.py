"""Rows without ids named over several chunks. Authority: a count in plain Python."""

from collections import Counter

import numpy as np
import polars as pl

from tidegauge.imports.identity import RowIds


def test_equal_rows_are_numbered_over_all_chunks():
    values = np.random.default_rng(3).integers(0, 40, 3000)
    chunks = np.split(values, [1, 500, 501, 1200, 2900])
    ids, seen, expected, found = RowIds(), Counter[int](), [], []
    plain = {value: RowIds().of(pl.DataFrame({"n": [value]}), {})[0] for value in range(40)}
    for chunk in chunks:
        found += ids.of(pl.DataFrame({"n": chunk}), {}).to_list()
    for value in values.tolist():
        seen[value] += 1
        expected.append(plain[value] if seen[value] == 1 else f"{plain[value]}-{seen[value]}")
    assert found == expected
