"""Prompt texts, each version against the one before it."""

from html import escape

import streamlit as st

from app import state
from app.components.head import head
from app.components.sample import sample
from app.components.states import panel
from tidegauge import formats
from tidegauge.filters import TraceFilter
from tidegauge.reports._versions.difference import difference_lines
from tidegauge.reports._versions.records import PromptDifference, PromptText, VersionsReport
from tidegauge.reports.source import Source
from tidegauge.reports.versions import prompt_texts, versions_of_prompt


def prompts(source: Source, question: TraceFilter, report: VersionsReport) -> None:
    """Show the choice of a prompt, and what changed in its words."""
    head("Prompt texts", "word by word; - is what went, + what came")
    if not report.prompts:
        said = "No prompt has more than one version in these windows. A longer window shows older ones."
        st.html(f'<div class="tg-details">{said}</div>')
        return
    with panel("prompt texts"):
        chosen = st.selectbox(
            "Prompt",
            report.prompts,
            index=None,
            placeholder=report.prompts[0],
            key="prompt",
            bind="query-params",
            width=260,
        )
        told, name = state.settings().versions, chosen or report.prompts[0]
        texts = state.report(prompt_texts, source, question, told, name, versions_of_prompt(report, name))
        for one in reversed(texts.differences):
            _difference(one, report.windows.time_zone)
        if not texts.differences:
            for text in texts.texts:
                st.html(f'<div class="tg-details">{escape(_about(text))}</div>')
                sample(text.text, f"prompt_{text.version}")
        if texts.missing:
            said = f"No text is recorded of {', '.join(texts.missing)}. An attribute prompt_text, or a system message, would tell it."
            st.html(f'<div class="tg-details">{escape(said)}</div>')


def _difference(one: PromptDifference, zone: str) -> None:
    since = formats.moment(one.after.first, zone, state.now())
    about = f"{one.before.version} to {one.after.version}, since {since} · {_about(one.after)}"
    st.html(f'<div class="tg-details">{escape(about)}</div>')
    lines = "\n".join(difference_lines(one.words))
    st.code(lines or "  The text is the same.", language="diff", wrap_lines=True)


def _about(text: PromptText) -> str:
    return f"{text.version}: {text.origin} of {text.alike} of {text.sampled} sampled calls"
