"""The frozen course as SVG: read back by an XML parser, its points where the values are."""

from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest

from tidegauge.charts.incident_course import HEIGHT, WIDTH, Points, incident_course_svg

START = datetime(2026, 11, 15)
SVG = "{http://www.w3.org/2000/svg}"


def course(*values: float | None) -> Points:
    return [(START + timedelta(hours=place), value) for place, value in enumerate(values)]


def drawn(points: Points, **more: object) -> ElementTree.Element:
    return ElementTree.fromstring(incident_course_svg(points, "share", "UTC", '<odd & "alt">', **more))  # type: ignore[arg-type]  # noqa: S314  our own text


def test_higher_values_stand_higher_and_later_ones_further_right() -> None:
    line = drawn(course(0.0, 0.5, 1.0)).find(f"{SVG}polyline")
    assert line is not None
    places = [tuple(map(float, pair.split(","))) for pair in line.attrib["points"].split()]
    assert [x for x, _ in places] == sorted(x for x, _ in places)
    assert [y for _, y in places] == sorted((y for _, y in places), reverse=True)
    assert places[1][1] == pytest.approx((places[0][1] + places[2][1]) / 2, abs=0.1)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in places)


def test_gaps_are_left_out_and_the_onset_is_named() -> None:
    found = drawn(
        course(0.1, 0.3, None, float("nan"), 0.2, 0.4, 0.3, None, 0.1), onset=START + timedelta(hours=1)
    )
    lines = found.findall(f"{SVG}polyline")
    assert [len(line.attrib["points"].split()) for line in lines] == [2, 3]
    assert len(found.findall(f"{SVG}circle")) == 1
    assert "onset" in [text.text for text in found.iter(f"{SVG}text")]


def test_an_onset_outside_is_not_drawn() -> None:
    found = drawn(course(0.1, 0.2), onset=START - timedelta(days=1))
    assert "onset" not in [text.text for text in found.iter(f"{SVG}text")]


@pytest.mark.parametrize("points", [[], course(0.1), course(None, None)])
def test_less_than_two_points_are_no_course(points: Points) -> None:
    assert incident_course_svg(points, "share", "UTC", "x") == ""


def test_a_name_with_control_characters_can_be_drawn() -> None:
    found = ElementTree.fromstring(incident_course_svg(course(0.1, 0.2), "share", "UTC", "a\x08\x1bb"))  # noqa: S314  our own text
    assert found.attrib["aria-label"] == "a  b"


def test_one_moment_twice_is_no_error() -> None:
    assert incident_course_svg([(START, 0.1), (START, 0.2)], "share", "UTC", "x") == ""
