"""The attention list: at most six findings with the link that goes on from each; the rest on request."""

from html import escape

import streamlit as st

from app.components.finding import finding_row
from app.components.follow import follow
from tidegauge.formats import count
from tidegauge.reports.overview import OverviewReport

SHOWN = 6


def attention_list(report: OverviewReport) -> None:
    """Show the headline and its rows."""
    st.html(
        f'<div class="tg-headline">{escape(report.headline)}<span>{escape(_looked_at(report))}</span></div>'
    )
    with st.container(gap=None):
        for place in range(min(SHOWN, len(report.findings))):
            _row(report, place)
    rest = report.findings[SHOWN:]
    if rest:
        with st.expander(f"Show {len(rest)} more", key="attention_more"):
            for place in range(SHOWN, len(report.findings)):
                _row(report, place)


def _row(report: OverviewReport, place: int) -> None:
    found = report.findings[place]
    text, link = st.columns([8.4, 1.3], vertical_alignment="center")
    with text:
        finding_row(found)
    if found.link is not None:
        with link:
            follow(found.link, key=f"attention_{place}")


def _looked_at(report: OverviewReport) -> str:
    if not report.looked_at:
        return ""
    return (
        f"{count(report.looked_at)} comparisons looked at: {count(report.not_material)} not material, "
        f"{count(report.cannot_tell)} cannot tell · corrected for the search"
    )
