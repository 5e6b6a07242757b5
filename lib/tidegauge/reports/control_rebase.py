"""What a new baseline would do to a chart, said before anybody records it."""

from tidegauge.reports._control.records import ControlChart, ControlPoint, State
from tidegauge.reports._control.words import at_place

MOST = 5
"""Dates that are named; the others are counted."""


def vanishing(before: ControlChart, after: ControlChart) -> tuple[ControlPoint, ...]:
    """Return the signals of one chart that the other does not have."""
    drawn = {point.at: point.outside for point in after.points if point.in_window}
    # What the other chart does not draw has not vanished from it.
    return tuple(
        point for point in before.points if point.outside and point.in_window and drawn.get(point.at) is False
    )


def consequence(before: ControlChart, after: ControlChart, zone: str) -> str:
    """Return in words which signals a new baseline would silence, and how many it would bring."""
    if after.state is State.UNKNOWN:
        return f"There would be no limits: {after.stages[-1].refusal or 'no point has a value.'}"
    gone, come = vanishing(before, after), vanishing(after, before)
    new = f" {len(come)} would come." if come else ""
    if not gone:
        return f"No signal would vanish.{new}"
    dates = ", ".join(at_place(point.at, zone, hourly=before.hourly) for point in gone[:MOST])
    more = f" and {len(gone) - MOST} more" if len(gone) > MOST else ""
    return f"{len(gone)} signal{'s' if len(gone) > 1 else ''} would vanish: {dates}{more}.{new}"
