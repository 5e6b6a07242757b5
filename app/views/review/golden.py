"""Golden sets: answers whose label was decided, frozen into versions."""

import streamlit as st

from app import menu, state
from app.components.done import end_page
from app.components.finding import block
from app.components.golden.cards import golden_cards
from app.components.golden.exports import golden_exports
from app.components.golden.freeze import freeze_button
from app.components.golden.headline import golden_headline
from app.components.golden.items import golden_items_table
from app.components.golden.rates import golden_freshness, golden_rates
from app.components.golden.runs import golden_runs_panel
from app.components.golden.version import version_choice
from app.components.states import empty_store, panel
from app.signed_in import may, reviewer
from tidegauge.formats import Tone
from tidegauge.workbench.golden_candidates import candidates
from tidegauge.workbench.golden_listing import listing
from tidegauge.workbench.golden_sets import items_of_set
from tidegauge.workbench.permission import Act

by, leads = reviewer() or "Golden sets page", may(Act.LEAD)
with panel("golden"):
    found = listing(state.workbench())
    if not found:
        if state.problem() is None and not state.catalog().rows.get("spans"):
            empty_store("Golden sets")
            end_page()
        how = (
            "Decide on disagreements, and add the decisions to a set",
            "or add what two people labelled alike",
        )
        st.html(block("Golden sets", "", "There is no golden set yet.", how, Tone.QUIET))
        st.page_link(menu.page("review/agreement.py"), label="Agreement", icon=":material/arrow_forward:")
        st.code("tidegauge golden add NAME --batch 1\ntidegauge golden freeze NAME", language=None)
        end_page()
    told = st.query_params.get("set", "")
    chosen = next((one for one in found if one.name == told), found[0])
    golden_headline(chosen, found)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        version = version_choice(chosen)
        if leads:
            freeze_button(chosen, by)
        frozen = version or chosen.newest
        if leads and frozen:
            golden_exports(frozen, by)
    golden_cards(found, chosen)
    if frozen:
        with panel("golden runs"):
            golden_runs_panel(frozen)
    if frozen and state.problem() is None and state.rows():
        with panel("pass rates"):
            golden_rates(frozen)
        with panel("freshness"):
            golden_freshness(frozen)
    with panel("items"):
        items = (
            items_of_set(state.workbench(), version)
            if version
            else candidates(state.workbench(), chosen.name)
        )
        title = f"Version {version.version}" if version else f"Next version, v{chosen.next_version}"
        if version is None and chosen.newest and not chosen.changes:
            title = f"{title}: so far the same as v{chosen.newest.version}"
        golden_items_table(items, chosen.name, title, open_=leads and version is None, by=by)
