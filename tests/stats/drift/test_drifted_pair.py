"""The recommended rule on whole tables whose truth is known: 16 columns of which 8 drift, and tables that do not."""

import importlib.util

import numpy as np
import pytest

from tidegauge.stats.drift._pair import number_pair
from tidegauge.stats.drift._rule import column_tests
from tidegauge.stats.drift._steps import Steps
from tidegauge.stats.drift._summary import of_values
from tidegauge.stats.materiality import judge
from tidegauge.stats.verdict import CHANGED

DRIFTED = {
    "latency_ms",
    "completion_tokens",
    "retrieval_score",
    "tool_calls",
    "turns",
    "model",
    "finish_reason",
    "release",
}


@pytest.fixture(scope="module")
def pairs(shared):
    """The generator of the shared data: frame(rows, drifted, seed)."""
    path = shared / "oracles" / "make_pair.py"
    spec = importlib.util.spec_from_file_location("make_pair", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert {name for name, what in module.TRUTH.items() if "no drift" not in what} == DRIFTED
    return module


def values(column):
    if column.type in {"double", "int64"}:
        return column.to_numpy().astype(float)
    return np.array(column.to_pylist(), dtype=object)


def flagged(reference, current, binned=False):
    """The columns in which the rule finds something."""
    tests = []
    for name in reference.column_names:
        before, now = values(reference[name]), values(current[name])
        summary = of_values(before, now)
        if binned and isinstance(summary, Steps):
            summary = number_pair(before, now)
        tests += column_tests(name, summary)
    assert len(tests) == 38
    return {one.tested.column for one in judge(tests) if one.verdict == CHANGED}


@pytest.mark.parametrize("binned", [False, True], ids=["values", "buckets"])
@pytest.mark.parametrize("rows", [10_000, 100_000])
def test_all_8_are_found_and_none_of_the_others(pairs, rows, binned):
    assert flagged(pairs.frame(rows, False, 1), pairs.frame(rows, True, 2), binned) == DRIFTED


def test_of_200_undrifted_tables_at_most_5_percent_raise_any_flag(pairs):
    # As in the shared rule_null.py, whose own figure is 0.03 of 100.
    alarms = sum(
        bool(flagged(pairs.frame(5_000, False, 10_000 + seed), pairs.frame(5_000, False, 50_000 + seed)))
        for seed in range(200)
    )
    assert alarms <= 10
