"""The stores of this process: their names, which one a session looks at, and what each was last seen to hold."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
import streamlit as st
from sqlalchemy.exc import SQLAlchemyError
from streamlit.runtime.scriptrunner import get_script_run_ctx

from tidegauge.errors import StoreError, TidegaugeError
from tidegauge.schema.catalog import Catalog
from tidegauge.settings import Settings
from tidegauge.stores import Store, open_store
from tidegauge.workbench.connections import SavedConnection, list_connections
from tidegauge.workbench.named_stores import NamedStore, named_stores

LOOKED_AT = 10.0
"""Seconds for which the workbench is not asked again which stores were added: another process may add some."""
KEY = "tg_store"
"""Where a session keeps the name of the store that it looks at."""


@dataclass(frozen=True)
class _Saved:
    """The connections of a workbench, as they were found `at` a moment of the process's clock."""

    at: float
    found: tuple[SavedConnection, ...]


class Stores:
    """The stores that one set of settings names. Opened on first use, once a process; safe to share between threads."""

    def __init__(self, settings: Settings, workbench: Callable[[], sa.Engine]) -> None:
        self._settings = settings
        self._workbench = workbench
        self._saved = _Saved(float("-inf"), ())
        self._seen: dict[str, Catalog] = {}
        self._opened = cache(lambda url: open_store(url, timeout=settings.statement_timeout))

    def named(self) -> tuple[NamedStore, ...]:
        """Return every store that has a name, the one that is opened first in front."""
        if time.monotonic() - self._saved.at > LOOKED_AT:
            self._saved = _Saved(time.monotonic(), self._read())
        return named_stores(self._settings, self._saved.found)

    def forget_names(self) -> None:
        """Look at the workbench again at the next question: a store was added."""
        self._saved = _Saved(float("-inf"), ())

    def chosen(self) -> NamedStore:
        """Return the store that this session looks at; outside of a session the one that is opened first."""
        every = self.named()
        name = st.session_state.get(KEY) if get_script_run_ctx(suppress_warning=True) else None
        return next((one for one in every if one.name == name), every[0])

    def opened(self, one: NamedStore) -> Store:
        """Return a store, opened.

        Raises:
            StoreError: the address cannot be used, or its driver is not installed.
        """
        store: Store = self._opened(one.url)
        return store

    def catalog(self, one: NamedStore) -> Catalog:
        """Return what a store holds; while it does not answer, what it held when it last did."""
        try:
            self._seen[one.url] = self.opened(one).catalog()
        except StoreError:
            return self._seen.get(one.url, Catalog())
        return self._seen[one.url]

    def problem(self, one: NamedStore) -> StoreError | None:
        """Return why a store does not answer, or None."""
        try:
            self.opened(one).catalog()
        except StoreError as error:
            return error
        return None

    def doing(self, one: NamedStore) -> str | None:
        """Return what a store does that takes long, in words."""
        try:
            return self.opened(one).doing
        except StoreError:
            return None

    def refresh(self, one: NamedStore) -> None:
        """Look at a store again, whatever was seen a moment ago."""
        try:
            self.opened(one).refresh()
        except StoreError:
            return  # it will say so when it is asked

    def _read(self) -> tuple[SavedConnection, ...]:
        try:
            return list_connections(self._workbench())
        except (TidegaugeError, SQLAlchemyError):
            return ()  # the page says so where somebody wants to add one
