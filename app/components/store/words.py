"""Which store a page is about, in two words, and its projects where several are mixed."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import streamlit as st

from tidegauge.errors import StoreError
from tidegauge.filters import Condition
from tidegauge.settings_model import DEFAULT_STORE
from tidegauge.sources.peer import Peer
from tidegauge.stores.addresses import address_of
from tidegauge.workbench.named_stores import NamedStore

PROJECT = "project"
"""The attribute that tells the products in another tool's store apart."""
_KEY = "tg_projects"


def store_words(chosen: NamedStore, peer: Peer | None) -> str:
    """Return the store's fact of the words line: the tool whose store it is, and the store's name.

    >>> from tidegauge.workbench.named_stores import Origin
    >>> store_words(NamedStore("default", "sqlite:////data/phoenix.db?project=a", Origin.STORE), None)
    'store phoenix.db'
    >>> store_words(NamedStore("shop", "postgresql://ann:secret@db/traces", Origin.SAVED), None)
    'store shop'
    """
    name = _place(chosen.url) if chosen.name == DEFAULT_STORE else chosen.name
    if peer is None:
        return f"store {name}"
    return name if peer.product.split()[-1].lower() in name.lower() else f"{peer.product} {name}"


def _place(url: str) -> str:
    if "://" not in url:
        return Path(url).name
    try:
        return Path(address_of(url).url.database or DEFAULT_STORE).name
    except StoreError:
        return DEFAULT_STORE


def mixed_projects(chips: Iterable[str], where: Sequence[Condition]) -> tuple[str, ...]:
    """Return the chips of the projects that a page mixes: none if the filter names any, or there is only one.

    >>> mixed_projects(["geo = BR", "project = shop", "project = bot"], ())
    ('project = shop', 'project = bot')
    """
    found = tuple(chip for chip in chips if chip.startswith(f"{PROJECT} = "))
    return () if len(found) < 2 or any(one.attribute == PROJECT for one in where) else found


def remember_projects(chips: tuple[str, ...]) -> None:
    """Keep the projects that this run's pages mix."""
    st.session_state[_KEY] = chips


def projects_words() -> str:
    """Return how many projects this run's page mixes, for the words line; nothing where it is one."""
    chips: tuple[str, ...] = st.session_state.get(_KEY, ())
    return f"{len(chips)} projects mixed" if chips else ""
