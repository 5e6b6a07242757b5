"""Settings, the store, the workbench and cached reports: the one place where the app is wired."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any, ParamSpec, TypeVar, cast

import sqlalchemy as sa
import streamlit as st

from tidegauge.comparisons import Request, resolve
from tidegauge.filters import TraceFilter
from tidegauge.settings import Settings, load_settings
from tidegauge.stores import Store, open_store
from tidegauge.workbench.engine import open_workbench

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

_chosen: list[Settings] = []


def use(settings: Settings) -> None:
    """Serve these settings from now on, and forget what was opened for others."""
    _chosen[:] = [settings]
    for opened in (store, workbench, _answers):
        opened.cache_clear()


def settings() -> Settings:
    """Return the settings of this process; those of the environment when nobody chose any."""
    if not _chosen:
        _chosen.append(load_settings())
    return _chosen[0]


@cache
def store() -> Store:
    """Return the trace store, opened for reading once a process."""
    return open_store(settings().store)


@cache
def workbench() -> sa.Engine:
    """Return the workbench's engine, with its tables."""
    return open_workbench(settings().workbench)


def rows() -> int:
    """Return how many spans the store holds."""
    return store().catalog().rows.get("spans", 0)


def now() -> datetime:
    """Return the present moment: UTC without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def asked(request: Request) -> TraceFilter:
    """Return the filter that a request means for this store.

    Raises:
        FilterError: the window or the comparison cannot be read.
    """
    catalog = store().catalog()
    return resolve(request, now(), catalog.first, catalog.newest)


def report(function: Callable[Asked, Answer], *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
    """Return `function(*args, **kwargs)`, remembered until the data change.

    The arguments are told apart by their text, so they must be plain values or frozen dataclasses. A store among
    them stands for its version. A keyword with a leading underscore tells nothing apart: it follows from the others.
    """
    question = (
        store().version(),
        f"{function.__module__}.{function.__qualname__}",
        tuple(_text(value) for value in args),
        tuple((name, _text(value)) for name, value in sorted(kwargs.items()) if name[0] != "_"),
    )
    return cast("Answer", _answers()(question, lambda: function(*args, **kwargs)))


def _text(value: object) -> str:
    return value.version() if isinstance(value, Store) else repr(value)


@cache
def _answers() -> Callable[..., object]:
    # Made on first use, when the server runs: before, Streamlit would warn. Bounded: without a limit every
    # filter that anybody ever chose would stay in memory.
    return st.cache_data(max_entries=400, max_size="200MB", show_spinner=False)(_answer)


def _answer(question: tuple[Any, ...], _ask: Callable[[], object]) -> object:  # noqa: ARG001  the key
    return _ask()
