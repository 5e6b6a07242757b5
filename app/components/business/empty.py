"""The page of a store without outcomes: the line that imports them, and the columns that it needs."""

import streamlit as st

from app.components.store.choice import store_of_commands
from tidegauge.reports._business.empty import COLUMNS, IMPORT

_EXAMPLE = (
    "8f3a…c1,impressions,1,2026-11-20T10:00:00",
    "8f3a…c1,clicks,1,2026-11-20T10:00:41",
    "8f3a…c1,conversions,1,2026-11-20T10:22:07",
    "8f3a…c1,spend,0.45,2026-11-20T10:00:00",
    "8f3a…c1,revenue,64.90,2026-11-20T10:22:07",
)


def business_empty() -> None:
    """Show how outcomes are imported: a row for each thing that came of a call."""
    name = store_of_commands()
    into = f" --store {name}" if name else ""
    st.code(f"{IMPORT}{into}", language=None)
    said = (
        "A row says what came of one call: the call's span, what it was, how much, and when. These five names make "
        "click-through, conversion, cost per acquisition, return on spend and revenue; rejected and fraud are known too."
    )
    st.html(f'<div class="tg-details">{said}</div>')
    st.code("\n".join([",".join(COLUMNS), *_EXAMPLE]), language=None)
