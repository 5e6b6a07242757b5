"""The forecast: what repeats is found, one wild night moves nothing, little history gives no interval."""

import numpy as np
import pytest

from tidegauge.stats.spend_forecast import DAY, FEWEST, LEAST, WEEK, spend_forecast

SLOTS = np.arange(6 * WEEK) % WEEK
USUAL = (1 + np.sin(SLOTS % DAY / DAY * 2 * np.pi) * 0.5) * np.where(SLOTS >= 5 * DAY, 0.4, 1.0)
AHEAD = np.arange(3 * DAY) % WEEK


def test_what_repeats_is_found_again_weekends_too() -> None:
    found = spend_forecast(USUAL, SLOTS, np.arange(WEEK))
    assert found is not None
    assert found.path[-1] == pytest.approx(USUAL[:WEEK].sum(), rel=1e-9)
    assert (found.low, found.high, found.error) == pytest.approx((1, 1, 0), abs=1e-9)


def test_one_wild_night_does_not_move_the_level() -> None:
    wild = USUAL.copy()
    wild[-2 * DAY : -2 * DAY + 8] *= 20
    plain, loud = (spend_forecast(one, SLOTS, AHEAD) for one in (USUAL, wild))
    assert plain is not None
    assert loud is not None
    # The level stays; the eight hours of that weekday weigh as one week of six.
    assert loud.path[-1] == pytest.approx(plain.path[-1], rel=1e-9) or loud.path[-1] < 1.6 * plain.path[-1]


def test_a_new_level_is_followed_within_a_week() -> None:
    doubled = USUAL.copy()
    doubled[-WEEK:] *= 2
    found = spend_forecast(doubled, SLOTS, AHEAD)
    assert found is not None
    assert found.path[-1] == pytest.approx(2 * USUAL[: 3 * DAY].sum(), rel=0.05)


def test_the_hour_under_way_counts_in_part() -> None:
    whole, half = (spend_forecast(USUAL, SLOTS, AHEAD, first) for first in (1.0, 0.5))
    assert whole is not None
    assert half is not None
    assert whole.path[0] == pytest.approx(2 * half.path[0])


def test_too_little_history() -> None:
    assert spend_forecast(USUAL[: LEAST - 1], SLOTS[: LEAST - 1], AHEAD) is None
    assert spend_forecast(USUAL, SLOTS, AHEAD[:0]) is None
    short = spend_forecast(USUAL[: LEAST + DAY], SLOTS[: LEAST + DAY], np.arange(DAY))
    assert short is not None
    assert short.origins < FEWEST
    assert np.isnan(short.low)


def test_without_any_spend_nothing_is_expected() -> None:
    found = spend_forecast(np.zeros(len(SLOTS)), SLOTS, AHEAD)
    assert found is not None
    assert found.path[-1] == 0
