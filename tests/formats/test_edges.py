import math

import pytest

from tidegauge.findings import Effect
from tidegauge.formats import count, difference, duration, interval, money, p_value, points, share, value


@pytest.mark.parametrize("number", [None, math.nan, math.inf, -math.inf])
def test_what_is_missing_is_a_dash(number: float | None) -> None:
    for write in (share, points, count, duration, p_value):
        assert write(number) == "–"
    assert value(number, "ms") == "–"
    assert money(number) == "unpriced"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0949, "9.5%"),
        (0.0999, "10%"),
        (0.5, "50%"),
        (0.9999, "99.99%"),
        (-0.02, "−2.0%"),
        (1.5, "150%"),
    ],
)
def test_shares(number: float, text: str) -> None:
    assert share(number) == text


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [
        (0, "0 ms"),
        (999.4, "999 ms"),
        (999.9, "1.0 s"),
        (9_960, "10 s"),
        (119_000, "119 s"),
        (120_000, "2 min"),
        (7_200_000, "2 h"),
        (-1_500, "−1.5 s"),
        (200_000_000, "2 days"),
    ],
)
def test_durations(milliseconds: float, text: str) -> None:
    assert duration(milliseconds) == text


@pytest.mark.parametrize(
    ("effect", "unit", "is_relative", "text"),
    [
        (Effect(0.0, -0.004, 0.004, "share"), "share", False, "0.0 pt [−0.4, 0.4]"),
        (Effect(-0.016, -0.026, -0.006, "share"), "share", False, "−1.6 pt [−2.6, −0.6]"),
        (Effect(0.23, 0.2, 0.26, "usd"), "usd", True, "+23% [20, 26]"),
        (Effect(math.nan, math.nan, math.nan, "share"), "share", False, "–"),
        (Effect(0.1, math.nan, math.nan, "share"), "share", False, "+10.0 pt"),
    ],
)
def test_differences(effect: Effect, unit: str, is_relative: bool, text: str) -> None:
    assert difference(effect, unit, is_relative=is_relative) == text


def test_an_interval_of_seconds_has_one_scale() -> None:
    assert interval(900, 1100, "ms") == "[0.9, 1.1]"
