"""A table of a copy is that of the store itself: held to the same report without the copy, number by number."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from math import isclose, isnan
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.thorough import besides
from tidegauge.filters import TraceFilter
from tidegauge.metrics.choice import available_metrics
from tidegauge.reports import _gather
from tidegauge.reports import drift_by as page
from tidegauge.reports._nearby import nearby
from tidegauge.reports.drift_by import drift_by
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.stores.lake.reader import Lake

Asked = Callable[..., TraceFilter]
CHIPS = (
    (),
    ("geo=BR,DE",),
    ("score.correctness>=2",),
    ("input_tokens>1000", "device!=ios"),
    ("signal.thumbs_up=0",),
    ("model!=m1",),
)


@pytest.fixture(autouse=True)
def _large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_gather, "WHOLE", 0)


@contextmanager
def in_place(source: Source, *_: Any) -> Iterator[Source]:
    yield source


def alike(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return (isnan(one) and isnan(other)) or isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
    if isinstance(one, Mapping):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, Sequence) and not isinstance(one, str):
        return len(one) == len(other) and all(map(alike, one, other))
    return bool(one == other)


@pytest.mark.parametrize(
    ("chips", "grain"),
    besides(
        [
            *((chips, "call") for chips in CHIPS),
            *((CHIPS[place], "trace") for place in (0, 2, 4)),
            (CHIPS[3], "span"),
        ],
        [(chips, grain) for chips in CHIPS for grain in ("call", "trace", "span")],
    ),
    ids=str,
)
def test_a_copy_gives_the_same_table(
    source: Source, ask: Asked, monkeypatch: pytest.MonkeyPatch, chips: tuple[str, ...], grain: str
) -> None:
    metrics = available_metrics(Settings(), source.store.catalog())
    asked, by = ask(*chips, grain=grain), ("geo", "device", "model")
    copied = drift_by(source, asked, metrics, "geo", by)
    monkeypatch.setattr(page, "nearby", in_place)
    read = drift_by(source, asked, metrics, "geo", by)
    assert copied.rows or not read.rows
    assert alike(asdict(copied), asdict(read))


def test_what_is_divided_by_may_be_derived_or_declared(source: Source, ask: Asked) -> None:
    """It names columns of its own: the model that answered, else the one that was asked for."""
    with nearby(source, ask(), ("model",), ()) as near:
        rows = near.rows(ask())
        found = near.store.read(rows.select(rows.column("model").label("model"), where=()))
    of_store = source.rows(ask())
    expected = source.store.read(
        of_store.select(of_store.column("model").label("model"), where=(of_store.grain_condition(),))
    )
    assert found["model"].value_counts().sort("model").equals(expected["model"].value_counts().sort("model"))


def test_the_copy_says_of_itself_what_its_store_says(source: Source, ask: Asked) -> None:
    with nearby(source, ask(), ("geo",), ()) as near:
        assert near is not source
        assert repr(near).partition("Source(")[2] == repr(source).partition("Source(")[2]
        assert near.store.product == source.store.product
        assert near.store.catalog() == source.store.catalog()


@pytest.mark.parametrize("chip", ["text~return", "output_text~return"])
def test_long_texts_are_not_copied(source: Source, ask: Asked, chip: str) -> None:
    with nearby(source, ask(chip), ("geo",), ()) as near:
        assert near is source


def test_a_store_that_cannot_copy_is_asked_itself(lake_folder: Path, ask: Asked) -> None:
    class Elsewhere(Lake):
        hold = Lake.__mro__[1].hold  # type: ignore[assignment]

    source = Source(Elsewhere(lake_folder))
    with nearby(source, ask(), ("geo",), ()) as near:
        assert near is source
    metrics = available_metrics(Settings(), source.store.catalog())[:3]
    with _gather.held(source, ask(), metrics, ("geo",)) as calls:
        read = calls.read(calls.calls(metrics, ["d0"]).select())
    assert isinstance(read, pl.DataFrame)
    assert {"side", "d0"} <= set(read.columns)
