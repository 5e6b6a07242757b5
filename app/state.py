"""Settings, the store, the workbench and cached reports: the one place where the app is wired."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import ParamSpec, TypeVar, cast

import sqlalchemy as sa

from app.answers import answer, remembered, waited
from app.stores import Stores
from tidegauge import clock
from tidegauge.comparisons import Request, resolve
from tidegauge.errors import StoreError
from tidegauge.filters import TraceFilter
from tidegauge.schema.catalog import Catalog
from tidegauge.settings import Settings, load_settings
from tidegauge.stores import Store
from tidegauge.workbench.engine import open_workbench

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

_chosen: list[Settings] = []
_again: list[Callable[[], Settings]] = []


def use(settings: Settings, again: Callable[[], Settings] | None = None) -> None:
    """Serve these settings from now on, and forget what was opened for others. `again` reads them anew."""
    _chosen[:] = [settings]
    _again[:] = [again] if again else []
    for opened in (stores, workbench, remembered):
        opened.cache_clear()


def settings() -> Settings:
    """Return the settings of this process; those of the environment when nobody chose any."""
    if not _chosen:
        use(load_settings(), load_settings)
    return _chosen[0]


def read_alerts_again() -> None:
    """Take `[alerts]` as the settings file says it now: a check reads it anew each time, and the page must not differ.

    Raises:
        SettingsError: the file cannot be used now. What it said before stays.
    """
    held = settings()
    alerts = _again[0]().alerts if _again else held.alerts
    if alerts != held.alerts:
        _chosen[:] = [held.model_copy(update={"alerts": alerts})]
        remembered.cache_clear()


@cache
def stores() -> Stores:
    """Return the stores that the settings and the workbench name."""
    return Stores(settings(), workbench)


def store() -> Store:
    """Return the trace store that this session looks at, opened for reading.

    Raises:
        StoreError: the address cannot be used, or its driver is not installed.
    """
    return stores().opened(stores().chosen())


def catalog() -> Catalog:
    """Return what the store holds; while it does not answer, what it held when it last did."""
    return stores().catalog(stores().chosen())


def problem() -> StoreError | None:
    """Return why the store does not answer, or None.

    Raises:
        StoreCancelledError: the visitor did not want to wait for it.
    """
    chosen = stores().chosen()
    question = ("problem", chosen.name)
    seconds = settings().statement_timeout
    return waited(question, lambda: stores().problem(chosen), seconds, lambda: stores().doing(chosen))


def refresh() -> None:
    """Look at the store again, whatever was seen a moment ago."""
    stores().refresh(stores().chosen())


@cache
def workbench() -> sa.Engine:
    """Return the workbench's engine, with its tables."""
    return open_workbench(settings().workbench)


def rows() -> int:
    """Return how many spans the store holds."""
    return store().catalog().rows.get("spans", 0)


def now() -> datetime:
    """Return the present moment: UTC without a zone."""
    return clock.now()


def asked(request: Request) -> TraceFilter:
    """Return the filter that a request means for this store.

    Raises:
        FilterError: the window or the comparison cannot be read.
    """
    held = catalog()
    return resolve(request, now(), held.first, held.newest)


def report(function: Callable[Asked, Answer], *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
    """Return `function(*args, **kwargs)`, remembered until the data change.

    The arguments are told apart by their text, so they must be plain values or frozen dataclasses. A store among
    them stands for its version. A keyword with a leading underscore tells nothing apart: it follows from the others.

    Raises:
        StoreError: the store does not answer, takes too long, or the visitor stopped it.
    """
    question = (
        store().version(),
        f"{function.__module__}.{function.__qualname__}",
        tuple(_text(value) for value in args),
        tuple((name, _text(value)) for name, value in sorted(kwargs.items()) if name[0] != "_"),
    )
    found = answer(question, lambda: function(*args, **kwargs), settings().statement_timeout)
    return cast("Answer", found)


def _text(value: object) -> str:
    return value.version() if isinstance(value, Store) else repr(value)
