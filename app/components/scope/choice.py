"""Which metric, over which dimensions: both are the link's.

The link calls them `of` and `over`: Segments has lists under `metric` and `by`, and what two pages keep under one name is lost on
Back.
"""

from dataclasses import dataclass

import streamlit as st

from app.components.one_metric import one_metric
from tidegauge.filters import TraceFilter
from tidegauge.findings import Finding, Verdict
from tidegauge.metrics.choice import offered_metrics, overview_metrics
from tidegauge.queries.relation import Rows
from tidegauge.reports.dimensions import known_dimensions
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

NOTHING = Finding(
    Verdict.CANNOT_TELL,
    "empty",
    "Nothing to compare with: choose a comparison to see where a change sits.",
)
"""What the page says where one window stands alone."""


def arrived() -> bool:
    """Return whether this run is the first of a visit to the page: Streamlit forgets its choices in between."""
    return "of" not in st.session_state


@dataclass(frozen=True)
class ScopeChoice:
    """A metric's name or expression, and the dimensions that were chosen: none means the usual ones.

    `unknown` are those that the store does not have: they are left out.
    """

    metric: str
    dimensions: tuple[str, ...]
    unknown: tuple[str, ...] = ()


def scope_choice(settings: Settings, source: Source, question: TraceFilter) -> ScopeChoice:
    """Show the controls and return what they ask."""
    catalog = source.store.catalog()
    usual, offered = overview_metrics(settings, catalog), offered_metrics(settings, catalog)
    dimensions = known_dimensions(source, question, settings.default_dimensions)
    known = Rows(catalog, dimensions=settings.dimensions).names()
    metric = one_metric(usual, offered, "of", 210)
    over = st.multiselect(
        "Dimensions",
        list(dimensions),
        key="over",
        placeholder="all usual dimensions",
        accept_new_options=True,
        label_visibility="collapsed",
        bind="query-params",
        select_all=False,
        width=260,
    )
    kept, lost = (tuple(name for name in over if (name in known) is own) for own in (True, False))
    return ScopeChoice(metric, kept, lost)
