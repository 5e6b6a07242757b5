"""A card for each store: whether it answers, what it is, how much it holds."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from tidegauge.errors import StoreError
from tidegauge.reports._connection_records import State, StoreCard
from tidegauge.stores import Store
from tidegauge.stores.addresses import shown_address
from tidegauge.workbench.named_stores import NamedStore

MOST_AT_ONCE = 8


def store_cards(stores: Iterable[NamedStore], opened: Callable[[NamedStore], Store]) -> tuple[StoreCard, ...]:
    """Return the cards, in order. All are asked at once: one that lets us wait holds up no other."""
    with ThreadPoolExecutor(MOST_AT_ONCE, "card") as threads:
        return tuple(threads.map(lambda one: _card(one, opened), stores))


def _card(one: NamedStore, opened: Callable[[NamedStore], Store]) -> StoreCard:
    address = shown_address(one.url)
    try:
        store = opened(one)
        catalog = store.catalog()
    except StoreError as error:
        return StoreCard(one.name, one.origin, address, State.DOWN, error=str(error))
    rows = catalog.rows.get("spans", 0)
    state = State.ANSWERS if rows else State.EMPTY
    return StoreCard(one.name, one.origin, address, state, store.product, rows=rows, newest=catalog.newest)
