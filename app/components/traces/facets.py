"""The counts above the list of traces, and its facets: the most frequent errors and finish reasons."""

from html import escape

import streamlit as st

from tidegauge.filters import Condition
from tidegauge.formats import count
from tidegauge.reports._traces.findings import Facet
from tidegauge.reports._traces.text import first_line
from tidegauge.reports.traces import TracesReport


def counts_line(report: TracesReport) -> None:
    """Show how many rows each quick filter leaves, and how many of them are shown here."""
    counts = report.counts
    found = [one.sentence.removesuffix(".") for one in report.findings[1:]]
    facts = [
        *found,
        f"{count(counts.all)} in all",
        f"{count(counts.failed)} failed",
        f"{count(counts.flagged)} flagged",
        f"{count(counts.thumbs_down)} thumbs down",
        f"{count(counts.judged_low)} judged low",
        f"{count(len(report.rows))} shown"
        + ("" if report.matches is None else f" of {count(report.matches)}"),
        "select a row to open its trace",
    ]
    st.html(f'<div class="tg-details">{escape(" · ".join(facts))}</div>')


def facets(report: TracesReport) -> None:
    """Show the facets behind a button; each value can be made a filter."""
    with st.popover("Errors and finish reasons", type="tertiary"):
        _facet("Errors", "error_type", report.errors)
        _facet("Finish reasons", "finish_reason", report.finish_reasons)


def _facet(title: str, attribute: str, values: tuple[Facet, ...]) -> None:
    st.html(f'<div class="tg-head">{title}</div>')
    if not values:
        st.html('<div class="tg-details">none recorded</div>')
    for place, facet in enumerate(values):
        with st.container(horizontal=True, vertical_alignment="center"):
            shown = first_line(facet.value) or "(empty)"
            st.html(f'<div class="tg-details">{escape(shown)} · {count(facet.n)}</div>')
            # The value stands beside the button and not on it: a label reads Markdown.
            chip = str(Condition(attribute, "=", (facet.value,)))
            st.button("Only these", key=f"{attribute}_{place}", type="tertiary", on_click=_keep, args=(chip,))


def _keep(chip: str) -> None:
    st.session_state["where"] = list(dict.fromkeys([*st.session_state.get("where", []), chip]))
