"""The postmortem: a preview, and two files to take along."""

import streamlit as st

from app import state
from app.components.incident.place import source_of
from app.components.states import panel
from tidegauge.incidents.listing import incident_of
from tidegauge.incidents.postmortem import postmortem_of
from tidegauge.incidents.postmortem.page import to_html
from tidegauge.incidents.postmortem.text import to_markdown
from tidegauge.incidents.records import Incident


def postmortem_button(incident: Incident, zone: str) -> None:
    """Show the button that opens the dialog."""
    if st.button("Postmortem", key="incident_postmortem", icon=":material/description:"):
        _dialog(incident.key, zone)


@st.dialog("Postmortem", width="large")
def _dialog(key: str, zone: str) -> None:
    with panel("postmortem"):
        incident = incident_of(state.workbench(), key)
        report = postmortem_of(
            incident, state.workbench(), state.settings(), source_of(incident), zone=zone, now=state.now()
        )
        text = to_markdown(report)
        with st.container(horizontal=True, gap="small"):
            _download("Markdown", text, f"{key}.md", "text/markdown")
            _download("HTML", to_html(report), f"{key}.html", "text/html")
        st.caption("The HTML file holds its charts and asks nothing of the network.")
        # As text: titles and values come from traces, and Markdown would load what they name.
        st.code(to_markdown(report, charts=False), language="markdown", wrap_lines=True, height=460)


def _download(label: str, text: str, name: str, kind: str) -> None:
    st.download_button(
        label, text, name, kind, key=f"postmortem_{label}", on_click="ignore", icon=":material/download:"
    )
