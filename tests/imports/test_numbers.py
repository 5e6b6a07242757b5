"""Numbers read strictly. Authority: Python's float and int."""

import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegauge.imports.attributes import guessed
from tidegauge.imports.numbers import to_integer, to_number, to_text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_written_by_python_are_read_exactly(number):
    assert to_number(pl.Series([repr(number), "1"])).values[0] == number


@given(st.integers(-(2**63), 2**63 - 1))
def test_whole_numbers_are_read_exactly(number):
    assert to_integer(pl.Series([str(number)])).values[0] == number
    assert to_integer(pl.Series([number])).values[0] == number


@pytest.mark.parametrize("text", ["fast", "1,5", "1 000", "0x10", "1_000", "١", "--1"])
def test_what_is_not_a_number(text):
    for read in (to_number, to_integer):
        faults = read(pl.Series("n", [text, "2"])).faults
        assert [(fault.column, fault.rule, fault.mask.to_list()) for fault in faults] == [
            ("n", "not a number", [True, False])
        ]


@pytest.mark.parametrize("value", ["inf", "-inf", math.inf])
def test_infinity_is_refused(value):
    assert to_number(pl.Series([value])).faults[0].rule == "not a finite number"


@pytest.mark.parametrize("value", ["12.5", 12.5, 1e300, "9223372036854775808"])
def test_what_is_not_whole(value):
    assert to_integer(pl.Series([value])).faults[0].rule == "not a whole number"


def test_nan_and_empty_are_not_recorded():
    assert to_number(pl.Series([math.nan, None])).values.to_list() == [None, None]
    converted = to_number(pl.Series(["", " ", "nan"]))
    assert (converted.values.to_list(), converted.faults) == ([None, None, None], ())


def test_whole_floats_and_factors():
    assert to_integer(pl.Series([12.0, None])).values.to_list() == [12, None]
    assert to_integer(pl.Series(["12.0"])).values.to_list() == [12]
    assert to_number(pl.Series([0.25, None]), 1000).values.to_list() == [250.0, None]
    assert to_text(pl.Series([1, None])).values.to_list() == ["1", None]


@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        (["1", "2", None], pl.Int64),
        (["1", "2.5"], pl.Float64),
        (["007"], pl.String),
        (["true", "False"], pl.Boolean),
        (["true", "1"], pl.String),
        (["99999999999999999999"], pl.Float64),
        (["1", ""], pl.String),
        ([None], pl.Null),
    ],
)
def test_kinds_of_text_attributes_are_guessed(values, dtype):
    assert guessed(pl.Series("a", values, dtype=pl.String)).dtype == dtype
