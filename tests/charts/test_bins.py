"""Bins on an axis: to scale where they are even, side by side where they are not; every bin has its name."""

from math import inf

import pytest

from tidegauge.charts.bins import MOST_TICKS, bins


def test_even_bins_are_drawn_to_scale_in_the_unit_that_reads_best() -> None:
    found = bins([0, 500, 1000, 1500, 2000], "ms")
    assert found.edges == (0, 0.5, 1, 1.5, 2)
    assert (found.ticks["ticksuffix"], found.ticks["dtick"]) == (" s", 0.5)
    assert bins([0, 0.1, 0.2, 0.3], "share").edges == pytest.approx((0, 10, 20, 30))
    assert bins([0, 1, 2, 3], "usd").ticks["tickprefix"] == "$"


def test_uneven_bins_stand_side_by_side_with_their_edges_named() -> None:
    found = bins([0, 10, 100, 1000, 10_000], "ms")
    assert found.edges == (0, 1, 2, 3, 4)
    assert found.widths == [1] * 4
    assert found.ticks["ticktext"][:2] == ["0 ms", "10 ms"]


def test_open_ends_have_no_tick_and_say_so_in_words() -> None:
    found = bins([-inf, 1, 2, inf], "score")
    assert found.names == ("under 1.00", "1.00 to 2.00", "from 2.00")
    assert found.ticks["tickvals"] == [1, 2]


def test_few_ticks_however_many_bins() -> None:
    found = bins([float(number**2) for number in range(200)], "tokens")
    assert len(found.ticks["tickvals"]) <= MOST_TICKS + 1
    assert len(found.names) == 199
