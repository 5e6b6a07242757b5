"""The View popover: saved views, the link, what a row is, fewest calls, time zone and the command of this page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import state
from app.components.control.choice import METHODS
from app.components.kept import keep, kept
from app.components.page_link import absolute_link
from app.components.saved_views import saved_views
from app.components.store.choice import store_of_commands
from app.components.traces.controls import ONLY, SORTS
from tidegauge.comparisons import Request
from tidegauge.errors import unknown
from tidegauge.filters import Grain
from tidegauge.show_command import show_command
from tidegauge.time_zones import time_zones

_ZONES = ("UTC", "Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles", "Asia/Tokyo")

_OWN: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "segments": {"by": {}, "metric": {}},
    "control": {"chart": {}, "split": {}, "method": METHODS, "baseline": {}},
    "scope": {"of": {}, "over": {}},
    "traces": {"search": {}, "sort": SORTS, "only": ONLY},
}
"""{report: {part of its link: how the link spells its values}}."""

_OPTIONS = {"chart": "metric", "split": "by", "of": "metric", "over": "by"}
"""What a command calls a part of the link that has another name there; all others are called the same."""


@dataclass(frozen=True)
class ViewChoice:
    """The fewest calls that a segment may stand on, the clock's zone, what a row is, and what was not understood."""

    minimum_n: int
    time_zone: str
    grain: str
    complaints: tuple[str, ...] = ()


def view_popover(place: DeltaGenerator, report: str, request: Request) -> ViewChoice:
    """Show the popover in `place` and return what is chosen in it."""
    choice = _chosen()
    with place, st.popover("View", width="content"):
        saved_views()
        with st.container(horizontal=True):
            _inputs(choice)
        st.caption("Link to this page")
        st.code(absolute_link(), language=None, wrap_lines=True)
        st.caption("The same as a command")
        asked = replace(request, minimum_n=choice.minimum_n, time_zone=choice.time_zone, grain=choice.grain)
        st.code(
            show_command(report, asked, _own(report), store_of_commands()), language="bash", wrap_lines=True
        )
    return choice


def _own(report: str) -> list[tuple[str, str]]:
    return [
        (f"--{_OPTIONS.get(name, name)}", str(spelled.get(value, value)))
        for name, spelled in _OWN.get(report, {}).items()
        for value in st.query_params.get_all(name)
    ]


def _chosen() -> ViewChoice:
    default = str(state.settings().minimum_n)
    fewest, zone = kept("n", default), kept("tz", viewer_zone())
    grain = kept("grain", Grain.CALL, from_links=False)
    complaints = []
    if not (fewest.isdecimal() and 0 < int(fewest) < 10**12):
        complaints.append(f"“{fewest}” is not a number of calls. It is ignored.")
        fewest = default
    if zone not in time_zones():
        complaints.append(f"{unknown('time zone', zone, time_zones())} It is ignored.")
        zone = viewer_zone()
    if grain not in set(Grain):
        complaints.append(f"{unknown('grain', grain, Grain)} It is ignored.")
        grain = Grain.CALL
    return ViewChoice(int(fewest), zone, str(grain), tuple(complaints))


def _inputs(choice: ViewChoice) -> None:
    # Set from the link in every run: what the widget shows is what the page uses.
    st.session_state.tg_n_input = choice.minimum_n
    st.session_state.tg_tz_input = choice.time_zone
    st.session_state.tg_grain_input = choice.grain
    st.selectbox("A row is a", list(map(str, Grain)), key="tg_grain_input", on_change=_keep_grain)
    st.number_input("Fewest calls a segment", min_value=1, step=50, key="tg_n_input", on_change=_keep_number)
    zones = list(dict.fromkeys((choice.time_zone, viewer_zone(), *_ZONES)))
    st.selectbox("Time zone", zones, key="tg_tz_input", accept_new_options=True, on_change=_keep_zone)


def _keep_number() -> None:
    keep("n", str(int(st.session_state.tg_n_input)), str(state.settings().minimum_n))


def _keep_grain() -> None:
    keep("grain", st.session_state.tg_grain_input, Grain.CALL)


def _keep_zone() -> None:
    keep("tz", st.session_state.tg_tz_input or viewer_zone(), viewer_zone())


def viewer_zone() -> str:
    """Return the zone of the settings, else of the viewer's browser, else UTC."""
    zone = state.settings().time_zone or st.context.timezone
    return zone if zone in time_zones() else "UTC"
