"""The course of a pin, drawn."""

from tidegauge.charts.incident_course import incident_course_svg
from tidegauge.incidents.pins import Pin


def course_svg(pin: Pin, zone: str) -> str:
    """Return the drawing of a pin's course, an empty text where it has none."""
    points = [(one.at, one.value) for one in pin.points]
    return incident_course_svg(points, pin.unit, zone, pin.title[:200], pin.onset)
