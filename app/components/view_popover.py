"""The View popover: saved views, the link, fewest calls, time zone and the command that prints this page."""

from dataclasses import dataclass, replace
from zoneinfo import available_timezones

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import state
from app.components.page_link import absolute_link
from app.components.saved_views import saved_views
from tidegauge.comparisons import Request
from tidegauge.errors import unknown
from tidegauge.show_command import show_command

_ZONES = ("UTC", "Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles", "Asia/Tokyo")


@dataclass(frozen=True)
class ViewChoice:
    """The fewest calls that a segment may stand on, the zone of the clock, and what was not understood."""

    minimum_n: int
    time_zone: str
    complaints: tuple[str, ...] = ()


def view_popover(place: DeltaGenerator, report: str, request: Request) -> ViewChoice:
    """Show the popover in `place` and return what is chosen in it."""
    with place, st.popover("View", width="content"):
        saved_views()
        with st.container(horizontal=True):
            minimum_n = st.number_input(
                "Fewest calls a segment",
                min_value=1,
                value=state.settings().minimum_n,
                step=50,
                key="n",
                bind="query-params",
            )
            zone = st.selectbox("Time zone", _zones(), key="tz", accept_new_options=True, bind="query-params")
        choice = _checked(int(minimum_n), zone)
        st.caption("Link to this page")
        st.code(absolute_link(), language=None, wrap_lines=True)
        st.caption("The same as a command")
        asked = replace(request, minimum_n=choice.minimum_n, time_zone=choice.time_zone)
        st.code(show_command(report, asked), language="bash", wrap_lines=True)
    return choice


def viewer_zone() -> str:
    """Return the zone of the settings, else of the viewer's browser, else UTC."""
    zone = state.settings().time_zone or st.context.timezone
    return zone if zone in available_timezones() else "UTC"


def _zones() -> list[str]:
    return list(dict.fromkeys((viewer_zone(), *_ZONES)))


def _checked(minimum_n: int, zone: str | None) -> ViewChoice:
    if zone in available_timezones():
        return ViewChoice(minimum_n, str(zone))
    complaint = f"{unknown('time zone', str(zone), available_timezones())} It is ignored."
    return ViewChoice(minimum_n, viewer_zone(), (complaint,))
