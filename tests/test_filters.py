"""Chips are read and written without loss, whatever their names and values hold."""

import re
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegauge.errors import FilterError
from tidegauge.filters import OPERATORS, Condition, Population, TraceFilter, Window, parse_condition

DAY = Window(datetime(2026, 11, 1), datetime(2026, 11, 2))


@pytest.mark.parametrize(
    ("chip", "attribute", "operator", "values"),
    [
        ("geo=BR", "geo", "=", ("BR",)),
        ("  geo  =  BR ,US ", "geo", "=", ("BR", "US")),
        ("latency >= 2000", "latency", ">=", ("2000",)),
        ("device!=ios", "device", "!=", ("ios",)),
        ("text !~ sorry", "text", "!~", ("sorry",)),
        ("note = a=b", "note", "=", ("a=b",)),
        ('note = "a, b" , c', "note", "=", ("a, b", "c")),
        ('note = 5" screen', "note", "=", ('5" screen',)),
        ('"a = b" = c', "a = b", "=", ("c",)),
        ('geo = ""', "geo", "=", ("",)),
        ("model_version = gpt-4:0613", "model_version", "=", ("gpt-4:0613",)),
    ],
)
def test_a_typed_chip_is_read(chip: str, attribute: str, operator: str, values: tuple[str, ...]) -> None:
    assert parse_condition(chip) == Condition(attribute, operator, values)


@given(
    st.text(min_size=1),
    st.sampled_from(OPERATORS),
    st.lists(st.text(), min_size=1, max_size=3).map(tuple),
)
def test_every_condition_survives_its_own_spelling(name: str, operator: str, values: tuple[str, ...]) -> None:
    condition = Condition(name, operator, values)
    assert parse_condition(str(condition)) == condition


@pytest.mark.parametrize("value", ["x" * 1_000_000, "a\nb", "\x00", "مرحبا 🙂", '","', "a\r\nb", "\x1frest"])
def test_long_and_hostile_values_survive(value: str) -> None:
    condition = Condition("note", "=", (value, "z"))
    assert parse_condition(str(condition)) == condition


@pytest.mark.parametrize("chip", ["", "geo", "geo =", "geo = ", "= BR", " " * 200_000, "geo" + " " * 200_000])
def test_what_is_no_chip_is_refused_in_words(chip: str) -> None:
    with pytest.raises(FilterError, match=re.compile("is not a filter|has no value|names no attribute")):
        parse_condition(chip)


def test_a_window_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(FilterError, match=r"ends .* before it starts"):
        Window(DAY.end, DAY.start)


def test_windows_that_only_touch_do_not_overlap() -> None:
    assert not DAY.overlaps(DAY.earlier(timedelta(days=1)))
    assert DAY.overlaps(DAY.earlier(timedelta(hours=23)))


def test_narrowing_asks_the_same_of_both_sides() -> None:
    chip = parse_condition("geo = BR")
    both = TraceFilter(Population(DAY), Population(DAY.earlier(DAY.length))).narrowed(chip)
    assert both.reference is not None
    assert both.where == both.reference.where == (chip,)
    assert TraceFilter(Population(DAY)).narrowed(chip).reference is None
