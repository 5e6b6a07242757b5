"""How the page reads outcomes, and the choice of the figure that it opens with."""

import streamlit as st

from app import state
from tidegauge.reports._business.measures import measures_of
from tidegauge.reports._business.roles import roles
from tidegauge.reports.business import BusinessOptions
from tidegauge.reports.business_signals import signal_metrics
from tidegauge.reports.source import Source


def business_outcome(source: Source) -> str | None:
    """Show the choice of the figure and return its name; None is the page's own choice."""
    settings = state.settings()
    named, _ = roles(source.store.catalog().outcomes, settings.business.outcomes)
    labels = {one.name: one.label for one in measures_of(named, decided=True)}
    return st.selectbox(
        "Outcome",
        list(labels),
        index=None,
        placeholder="the one that moved",
        format_func=lambda name: labels.get(name, name),
        key="business_outcome",
        label_visibility="collapsed",
        accept_new_options=True,
        bind="query-params",
        width=210,
    )


def business_options(source: Source, outcome: str | None) -> BusinessOptions:
    """Return the options of this installation."""
    settings = state.settings()
    signals = signal_metrics(settings, source.store.catalog())
    return BusinessOptions(settings.business, settings.currency, outcome or None, signals)
