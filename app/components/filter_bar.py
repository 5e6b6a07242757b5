"""The filter bar: window, comparison, chips and view. Its whole state is the link's query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import state
from app.components.baseline_choice import baseline_select
from app.components.comparison_choice import chosen_comparison, comparison_select
from app.components.store.words import mixed_projects
from app.components.unread import unread
from app.components.view_popover import ViewChoice, view_popover
from app.components.window_choice import chosen_window, window_select
from tidegauge.comparisons import Request
from tidegauge.errors import FilterError
from tidegauge.filters import TraceFilter
from tidegauge.queries.relation import Rows
from tidegauge.queries.screening import Screened, screen

FROZEN_ALONE = {"control"}
"""Pages that compare with a frozen baseline, and with nothing else."""


@dataclass(frozen=True)
class Asked:
    """What the bar asks: the request, the filter that it means, and a red sentence for each part not understood."""

    request: Request
    filter: TraceFilter
    complaints: tuple[str, ...]


def filter_bar(report: str, suggestions: Sequence[str], attributes: Sequence[str]) -> Asked:
    """Show the bar and return what it asks.

    `suggestions` are chips such as `geo = BR`, most frequent first; `attributes` are the names that may be typed.
    """
    settings = state.settings()
    lost = unread(settings.baselines)
    bar = st.grid(5, min_column_width=190, vertical_alignment="center")
    with bar.cell(column_span=2), st.container(horizontal=True, vertical_alignment="center", gap="small"):
        window = window_select()
        st.html('<div style="font-size:14px">against</div>', width="content")
        against = _against(report, window, settings.baselines)
    with bar.cell(column_span=3):
        where, corner = _chips_and_view(suggestions, attributes)
    times = chosen_window(window)
    compare = (
        "none"
        if report in FROZEN_ALONE
        else chosen_comparison(against, settings.baselines, settings.default_dimensions, suggestions)
    )
    screened = _screened(where)
    request = Request(
        window=times.preset,
        start=times.start,
        end=times.end,
        compare=compare,
        where=screened.kept,
        baselines=settings.baselines,
    )
    view = view_popover(corner, report, replace(request, where=tuple(where)))
    return _meant(
        replace(request, minimum_n=view.minimum_n, time_zone=view.time_zone, grain=view.grain),
        (*lost, *screened.complaints),
        view,
    )


def _against(report: str, window: str, baselines: Mapping[str, str]) -> str:
    return baseline_select(baselines) if report in FROZEN_ALONE else comparison_select(window, baselines)


def _chips_and_view(
    suggestions: Sequence[str], attributes: Sequence[str]
) -> tuple[list[str], DeltaGenerator]:
    projects = mixed_projects(suggestions, ())
    offered = dict.fromkeys([*projects, *suggestions, *attributes])
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        # No default=: it would refuse values that are not among the options, and the link may hold any.
        where = st.multiselect(
            "Filter",
            list(offered),
            key="where",
            placeholder=f"Filter: one of {len(projects)} projects, or any attribute, e.g. {projects[0]}"
            if projects
            else "Filter: type any attribute, e.g. geo = BR",
            accept_new_options=True,
            label_visibility="collapsed",
            bind="query-params",
            select_all=False,
        )
        corner = st.container(width="content")
    return where, corner


def _screened(chips: list[str]) -> Screened:
    catalog = state.catalog()
    if not catalog.rows:
        return Screened(tuple(chips), ())  # nobody knows yet what the store holds: it never answered
    return screen(Rows(catalog, dimensions=state.settings().dimensions), chips)


def _meant(request: Request, complaints: tuple[str, ...], view: ViewChoice) -> Asked:
    complaints = (*complaints, *view.complaints)
    try:
        return Asked(request, state.asked(request), complaints)
    except FilterError as error:
        # The page lives: what could not be read is said, and the filter without it is shown.
        plain = replace(request, window=None, start=None, end=None, compare=None)
        return Asked(plain, state.asked(plain), (*complaints, f"{error} It is ignored."))
