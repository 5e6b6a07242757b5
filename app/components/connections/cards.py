"""A card for each store: name, kind, address, whether it answers, how much it holds; and what one can do with it."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from app import state
from app.components.chip import badge
from app.components.store.choice import show_store
from tidegauge import formats
from tidegauge.formats import Tone
from tidegauge.reports._connections.records import MARKS, State, StoreCard
from tidegauge.workbench.connections import forget_connection
from tidegauge.workbench.named_stores import Origin

_TONES = {
    State.ANSWERS: Tone.BETTER,
    State.EMPTY: Tone.UNSURE,
    State.DOWN: Tone.WORSE,
    State.WAITING: Tone.UNSURE,
    State.CLOSED: Tone.QUIET,
}
_AWAY = (State.DOWN, State.WAITING)
_OPEN = (State.ANSWERS, State.EMPTY)


def connection_cards(cards: Sequence[StoreCard], chosen: str, zone: str) -> None:
    """Show the cards side by side, the chosen one marked."""
    grid = st.grid(3, min_column_width=300, border=True)
    for card in cards:
        with grid.cell():
            st.html(_html(card, zone, is_chosen=card.name == chosen))
            _actions(card, is_chosen=card.name == chosen)


def _html(card: StoreCard, zone: str, *, is_chosen: bool) -> str:
    chips = badge(f"{MARKS[card.state]} {card.state}", _TONES[card.state])
    chips += " " + badge("read-only") if card.read_only and card.state in _OPEN else ""
    name = f"<bdi>{escape(card.name)}</bdi><span>{'shown below' if is_chosen else ''}</span>"
    lines = [
        f'<div class="tg-card-name">{name}</div><div>{chips}</div>',
        f'<div class="tg-card-line">{escape(card.product)}</div>' if card.product else "",
        f'<div class="tg-card-address">{escape(card.address)}</div>',
        f'<div class="tg-details">{escape(" · ".join(_held(card, zone)))}</div>',
        # Cut after four lines: the whole sentence stands above once the store is shown.
        f'<div class="{"tg-details" if card.state is State.CLOSED else "tg-error"} tg-card-error">{escape(card.error)}</div>'
        if card.error and not is_chosen
        else "",
    ]
    return "".join(lines)


def _held(card: StoreCard, zone: str) -> list[str]:
    if card.rows is None:
        return [card.origin]
    noun = "span" if card.rows == 1 else "spans"
    newest = [f"newest {formats.age(card.newest, state.now(), zone)}"] if card.newest else []
    return [f"{formats.count(card.rows)} {noun}", *newest, card.origin]


def _actions(card: StoreCard, *, is_chosen: bool) -> None:
    with st.container(horizontal=True, gap="small"):
        if not is_chosen:
            st.button("Show", key=f"show_{card.name}", on_click=show_store, args=(card.name,))
        if card.state in _AWAY:
            st.button("Try again", key=f"again_{card.name}", on_click=_again, args=(card.name,))
        if card.origin == Origin.SAVED and not is_chosen:
            st.button(
                "Forget", key=f"forget_{card.name}", type="tertiary", on_click=_forget, args=(card.name,)
            )


def _again(name: str) -> None:
    for one in state.stores().named():
        if one.name == name:
            state.stores().refresh(one)


def _forget(name: str) -> None:
    forget_connection(state.workbench(), name, state.now())
    state.stores().forget_names()
