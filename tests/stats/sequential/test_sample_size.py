"""Sample sizes: against R's power.prop.test and power.t.test, and against the always-valid interval itself."""

import numpy as np
import pytest

from tidegauge.stats.estimate import Difference, floats
from tidegauge.stats.sequential.always_valid import always_valid, boundary
from tidegauge.stats.sequential.sample_size import deviation_of_shares, rows_to_see, rows_until


def test_one_look_is_the_textbook() -> None:
    # R 4.2.2: power.t.test(delta = 0.1, sd = 0.8, power = 0.8)$n = 1005.6 (t instead of normal quantiles).
    assert rows_to_see(0.1, 0.8, any_look=False) == pytest.approx(1005.6, rel=0.002)
    # R 4.2.2: power.prop.test(p1 = 0.90, p2 = 0.87, power = 0.8)$n = 1773.6 (pooled variance under no change).
    assert rows_to_see(0.03, deviation_of_shares(0.90, 0.87), any_look=False) == pytest.approx(
        1773.6, rel=0.01
    )


def test_so_many_rows_show_it_four_times_out_of_five() -> None:
    rows = rows_to_see(0.1, 0.8)
    error = 0.8 * np.sqrt(2 / rows)
    drawn = 0.1 + error * np.random.default_rng(2).normal(size=20_000)
    change = Difference(*floats(drawn, drawn - 1.959964 * error, drawn + 1.959964 * error, 0.5, rows, rows))
    assert np.mean(always_valid(change, 2 * rows).low > 0) == pytest.approx(0.8, abs=0.01)


def test_any_number_of_looks_takes_about_twice_as_many() -> None:
    assert rows_to_see(0.1, 0.8) / rows_to_see(0.1, 0.8, any_look=False) == pytest.approx(1.92, abs=0.02)


def test_more_rows_narrow_the_interval_to_what_was_asked() -> None:
    times = rows_until(0.02, 0.01, 4000, 6000)
    reach = 0.01 / np.sqrt(times) * float(boundary(4000 * times, 6000))
    assert reach == pytest.approx(0.02, rel=1e-5)
    assert rows_until(0.5, 0.01, 4000, 6000) == 1


def test_what_cannot_be_reached_is_infinite() -> None:
    assert rows_to_see(0.0, 1.0) == np.inf
    assert rows_until(0.0, 0.1, 100, 100) == np.inf
    assert rows_until(0.1, np.nan, 100, 100) == np.inf
