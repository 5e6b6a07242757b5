"""What if: the same traffic on another model, or with another share of its input from a cache."""

from html import escape

import streamlit as st

from app import state
from app.components.feedback.contrast import table
from app.components.head import head
from app.components.states import panel
from tidegauge import formats
from tidegauge.filters import TraceFilter
from tidegauge.reports._cost.records import CostReport
from tidegauge.reports.cost import CostOptions
from tidegauge.reports.cost_what_if import WhatIf, what_if, what_if_models
from tidegauge.reports.source import Source

_SHARES = tuple(range(0, 100, 10))


def cost_what_if(source: Source, question: TraceFilter, report: CostReport, options: CostOptions) -> None:
    """Show the two choices and what each would have cost."""
    head("What if", "same traffic, other prices")
    with panel("what_if"):
        models = state.report(what_if_models, source, question, options)
        with st.container(horizontal=True, gap="small"):
            model = st.selectbox(
                "All calls on",
                models,
                index=None,
                placeholder="a model",
                accept_new_options=True,
                key="cost_model",
                bind="query-params",
                width=260,
            )
            share = st.selectbox(
                "Share of input from a cache",
                [f"{one}%" for one in _SHARES],
                index=None,
                placeholder="as it was",
                key="cost_cache",
                bind="query-params",
                width=200,
            )
        if model is None and share is None:
            st.html('<div class="tg-details">Choose a model or a share.</div>')
            return
        part = None if share is None else int(share.rstrip("%")) / 100
        found = state.report(what_if, source, question, options, model or None, part)
        rows = [["as it was: calls with tokens and a cost", formats.money(found.spent, found.currency), ""]]
        rows += [_row(one, found.currency) for one in found.rows]
        st.html(table(("", "cost", "change"), rows))
        if report.quality is not None:
            said = f"What the answers would have been worth nobody knows: {report.quality.label} is that of the models that answered."
            st.html(f'<div class="tg-details">{escape(said)}</div>')


def _row(one: WhatIf, currency: str) -> list[str]:
    change = "" if one.change is None else formats.relative(one.change)
    return [f"{one.label}: {one.assumes}", formats.money(one.cost, currency), change]
