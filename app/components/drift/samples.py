"""What leads on from a drift row: the calls in the bins that grew, and the page that splits the change."""

from collections.abc import Callable, Collection
from html import escape

import streamlit as st

from app import menu, state
from app.components.alerts.link import make_rule_button
from app.components.follow import follow
from app.components.page_link import query
from app.components.sample import sample
from tidegauge import formats
from tidegauge.filters import Condition
from tidegauge.findings import Link
from tidegauge.metrics.choice import offered_metrics
from tidegauge.reports._drift.records import DriftDetail, SampleTrace
from tidegauge.reports._traces.text import first_line

TRACE = "respond/trace.py"
Review = Callable[[DriftDetail, Link], None]


def drift_actions(detail: DriftDetail, review: Review | None = None) -> None:
    """Show where to go on from here; `review` what makes a batch of the calls in the bins that grew."""
    with st.container(horizontal=True):
        if detail.grown is not None:
            follow(_apart(detail.grown), "Samples in Traces", key="drift_grown", kind="primary")
            if review is not None:
                review(detail, detail.grown)
        if detail.row.column in _metrics():
            scope = Link("scope", {"of": detail.row.column})
            follow(_apart(scope), "Open in Scope", key="drift_scope", kind="secondary")
        if detail.by:
            follow(_apart(_segments(detail)), "Open in Segments", key="drift_segments", kind="secondary")
        _rule(detail)


def _rule(detail: DriftDetail) -> None:
    column = detail.row.column
    chips = [str(Condition(name, "=", (value,))) for name, value in detail.row.segment.items()]
    if column in _metrics():
        make_rule_button("drift_rule", condition="change", metric=column, chips=chips)
    else:
        make_rule_button("drift_rule", condition="drift", column=column, chips=chips)


def _apart(link: Link) -> Link:
    # What this page alone understands stays behind.
    return Link(link.page, {**dict.fromkeys(("row", "verdict", "statistics"), ()), **link.params})


def _segments(detail: DriftDetail) -> Link:
    # A column that is no metric would be refused there; the dimension alone is always understood.
    metric = {"metric": (detail.row.column,)} if detail.row.column in _metrics() else {}
    return Link("segments", {"by": (detail.by,), **metric})


def _metrics() -> Collection[str]:
    return offered_metrics(state.settings(), state.store().catalog())


def drift_samples(detail: DriftDetail, zone: str) -> None:
    """Show the calls from the bins that grew, as text."""
    if not detail.samples:
        return
    calls = "call" if len(detail.samples) == 1 else "calls"
    with (
        st.expander(f"{len(detail.samples)} {calls} from what grew", key="drift_samples"),
        st.container(gap="xxsmall"),
    ):
        for place, one in enumerate(detail.samples):
            _sample(one, place, zone)


def _sample(one: SampleTrace, place: int, zone: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        value = first_line(one.value) or formats.MISSING
        facts = f"{formats.moment(one.at, zone, state.now())} · {value}"
        st.html(f'<div class="tg-details">{escape(facts)}</div>', width="content")
        if st.button("Trace", key=f"drift_trace_{place}", type="tertiary"):
            menu.go(TRACE, {"id": one.trace_id, "back": query()})
    sample(one.text, f"drift_sample_{place}")
