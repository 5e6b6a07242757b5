"""Connections: what is opened, how it is read, and whether all of it is on our pages."""

import streamlit as st

from app import state
from app.components.connections.add import connection_add
from app.components.connections.cards import connection_cards
from app.components.connections.detail import (
    connection_counts,
    connection_fields,
    connection_judges,
    connection_lookups,
    connection_notes,
    connection_samples,
)
from app.components.download import download
from app.components.finding import finding
from app.components.glossary import glossary
from app.components.head import head
from app.components.kept import kept
from app.components.states import first_steps, panel, watch_store
from app.components.view_popover import viewer_zone
from tidegauge.reports._connections.records import MARKS, State
from tidegauge.reports.connections import chosen_card, connection_detail, connections, table
from tidegauge.reports.source import Source

zone, stores = kept("tz", viewer_zone()), state.stores()
with panel("connections"):
    state.problem()  # waits for the store, and says what it does: the first copy of one may take minutes
    report = connections(
        stores.named(),
        stores.chosen(),
        stores.opened,
        lambda store: state.report(connection_detail, Source(store, state.settings().dimensions)),
        state.now(),
        zone,
    )
    card = chosen_card(report)
    finding(report.findings[0], "Connections", label=f"{MARKS[card.state]} {card.state}")
    connection_cards(report.stores, report.chosen, zone)
    if card.state is State.DOWN:
        st.caption("This page comes back by itself once the store can be read.")
        watch_store()
    with panel("add a connection"):
        connection_add()
    if card.state is State.EMPTY:
        head("To fill it", "or open another one above")
        first_steps()
    elif report.detail is not None:
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right"):
            download(table(report), "connections", report)
            glossary("rows", "quarantined")
        if report.detail.counts:
            with panel("counts"):
                connection_counts(report.detail)
        with panel("notes"):
            connection_notes(report.detail)
        with panel("fields"):
            connection_fields(report.detail)
        if report.detail.samples:
            with panel("samples"):
                connection_samples(report.detail)
        if report.detail.judges:
            with panel("judges"):
                connection_judges(report.detail, zone)
        if report.detail.lookups:
            with panel("lookups"):
                connection_lookups(report.detail)
