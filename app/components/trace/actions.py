"""The row above a trace: back to its list, along it, similar failures, review, link."""

import streamlit as st

from app import menu, state
from app.components.page_link import absolute_link, query_values
from app.signed_in import may, who
from tidegauge.reports._trace.beside import Beside
from tidegauge.reports.trace import TraceReport
from tidegauge.review.inbox import add_to_review, in_review, remove_from_review
from tidegauge.workbench.permission import Act

TRACES = "respond/traces.py"


def trace_actions(report: TraceReport) -> None:
    """Show the actions. Keys: Left and Right walk along the list, A sets the trace aside for review."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        back = query_values(st.query_params.get("back", ""))
        st.page_link(
            menu.page(TRACES), label="Back to traces", icon=":material/arrow_back:", query_params=back
        )
        _step("Previous", "Left", report.previous, report)
        _step("Next", "Right", report.next, report)
        st.space("stretch")
        if report.similar:
            params = {
                name: [value] if isinstance(value, str) else list(value)
                for name, value in report.similar.params.items()
            }
            kept = {
                name: values for name, values in back.items() if name in {"window", "against", "from", "to"}
            }
            st.page_link(
                menu.page(TRACES),
                label="Find similar failures",
                icon=":material/search:",
                query_params={**kept, **params},
            )
        _review(report)
        with st.popover("Copy link"):
            st.code(absolute_link(), language=None)


def _step(label: str, shortcut: str, beside: Beside | None, report: TraceReport) -> None:
    # The id in the key: a key press that was meant for the last trace must not act on this one.
    key = f"{label}_{report.trace_id}"
    st.button(label, key=key, shortcut=shortcut, disabled=beside is None, on_click=_open, args=(beside,))


def _open(beside: Beside | None) -> None:
    if beside is not None:
        st.query_params["id"] = beside.trace_id
        st.query_params["span"] = beside.span_id


def _review(report: TraceReport) -> None:
    span = report.selected
    if span is None or not may(Act.LEAD):
        return
    place = (report.trace_id, span.span_id)
    key = f"review_{report.trace_id}_{span.span_id}"
    if in_review(state.workbench(), *place):
        st.button(
            "In review: take out", key=key, on_click=remove_from_review, args=(state.workbench(), *place)
        )
    else:
        st.button("Add to review", key=key, shortcut="A", type="primary", on_click=_add, args=place)


def _add(trace_id: str, span_id: str) -> None:
    add_to_review(state.workbench(), trace_id, span_id, who().name, "from its trace", state.now())
