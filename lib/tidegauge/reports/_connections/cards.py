"""A card for each store: whether it answers, what it is, how much it holds."""

import threading
import time
from collections.abc import Callable, Sequence

from tidegauge.errors import StoreError
from tidegauge.reports._connections.records import State, StoreCard
from tidegauge.stores import Store
from tidegauge.stores.addresses import shown_address
from tidegauge.workbench.named_stores import NamedStore

EMBEDDED = "chdb:"
"""How the address of an engine begins that keeps its folder for the process that opened it, until that ends."""
ALONE = "chDB lets one program into a folder. So it is opened when it is shown, and not to be listed."
Opened = Callable[[NamedStore], Store]


def store_cards(
    stores: Sequence[NamedStore], chosen: NamedStore, opened: Opened, patience: float
) -> tuple[StoreCard, ...]:
    """Return the cards, in order. All are asked at once; only the chosen one is waited for to the end.

    The others have `patience` seconds: one that is away, or is copied, holds up no page.
    """
    found: dict[str, StoreCard] = {}

    def ask(one: NamedStore) -> None:
        found[one.name] = _card(one, opened)

    others = [
        # A daemon: a store that never answers must not keep the process from its end.
        threading.Thread(target=ask, args=(one,), daemon=True, name="card")
        for one in stores
        if one.name != chosen.name and not _is_embedded(one)
    ]
    for thread in others:
        thread.start()
    last = time.monotonic() + patience
    ask(chosen)
    for thread in others:
        thread.join(max(0.0, last - time.monotonic()))
    found |= {one.name: _closed(one) for one in stores if _is_embedded(one) and one.name != chosen.name}
    return tuple(found.get(one.name) or _waiting(one, opened, patience) for one in stores)


def _is_embedded(one: NamedStore) -> bool:
    return one.url.startswith(EMBEDDED)


def _closed(one: NamedStore) -> StoreCard:
    return StoreCard(one.name, one.origin, shown_address(one.url), State.CLOSED, error=ALONE)


def _card(one: NamedStore, opened: Opened) -> StoreCard:
    address = shown_address(one.url)
    try:
        store = opened(one)
        catalog, product = store.catalog(), store.product
    except StoreError as error:
        return StoreCard(one.name, one.origin, address, State.DOWN, error=str(error))
    rows = catalog.rows.get("spans", 0)
    state = State.ANSWERS if rows else State.EMPTY
    return StoreCard(one.name, one.origin, address, state, product, rows=rows, newest=catalog.newest)


def _waiting(one: NamedStore, opened: Opened, patience: float) -> StoreCard:
    try:
        doing = opened(one).doing
    except StoreError as error:
        return StoreCard(one.name, one.origin, shown_address(one.url), State.DOWN, error=str(error))
    said = f"{doing}." if doing else f"No answer within {patience:g} s."
    return StoreCard(one.name, one.origin, shown_address(one.url), State.WAITING, error=said)
