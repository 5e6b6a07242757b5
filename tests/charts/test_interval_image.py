"""The interval image: an SVG that stays inside its frame whatever the numbers are."""

import re
from base64 import b64decode
from math import inf, nan
from xml.etree import ElementTree

import pytest

from tidegauge.charts.interval_image import HEIGHT, WIDTH, common_reach, interval_image
from tidegauge.findings import Effect


def drawn(effect: Effect | None, reach: float = 1.0) -> list[ElementTree.Element]:
    address = interval_image(effect, reach, "#123456", "#cccccc")
    svg = ElementTree.fromstring(b64decode(address.removeprefix("data:image/svg+xml;base64,")))  # noqa: S314  ours
    assert (svg.get("width"), svg.get("height")) == (str(WIDTH), str(HEIGHT))
    return [part for part in svg if part.tag.endswith("rect")]


def test_nothing_known_is_an_axis_alone() -> None:
    assert drawn(None) == drawn(Effect(nan, nan, nan, "share")) == []


@pytest.mark.parametrize(("value", "side"), [(0.5, 1), (-0.5, -1)])
def test_the_tick_is_on_the_side_of_its_sign(value: float, side: int) -> None:
    _, tick = drawn(Effect(value, value - 0.1, value + 0.1, "share"))
    assert (float(tick.get("x", "0")) + 2 - WIDTH / 2) * side > 0


@pytest.mark.parametrize(
    "effect", [Effect(9, -9, 99, ""), Effect(0, -inf, inf, ""), Effect(0.1, nan, nan, "")]
)
def test_bars_are_cut_at_the_ends_of_the_axis(effect: Effect) -> None:
    for bar in drawn(effect):
        x, width = float(bar.get("x", "nan")), float(bar.get("width", "nan"))
        assert 0 <= x < x + width <= WIDTH


def test_the_axis_shows_every_estimate_and_no_runaway_interval() -> None:
    effects = [Effect(0.4, 0.3, 0.5, ""), Effect(0.1, -9, 9, ""), None, Effect(nan, nan, nan, "")]
    assert common_reach(effects) == 0.5
    assert common_reach([]) == common_reach([Effect(0, 0, 0, "")]) == 1.0


def test_no_text_gets_into_the_image() -> None:
    address = interval_image(Effect(0.1, 0, 0.2, '"><script>'), 1.0, "#123456", "#cccccc")
    assert re.fullmatch(r"data:image/svg\+xml;base64,[A-Za-z0-9+/=]+", address)
    assert b"script" not in b64decode(address.partition(",")[2])
