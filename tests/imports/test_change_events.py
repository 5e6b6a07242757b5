"""A change into every kind of store and out again: columns that it leaves empty are part of what names it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from tidegauge.filters import Window
from tidegauge.imports.change_events import add_change, remove_change
from tidegauge.queries.changes import RECORDED, ChangeEvent, changes_in
from tidegauge.stores import open_store, open_writer
from tidegauge.stores.lake.manifest import ImportRecord

AT = datetime(2026, 11, 10, 9)
NOW = datetime(2026, 11, 22)
SPARSE, FULL = (
    ChangeEvent(AT, "flag", "beta"),
    ChangeEvent(AT, "flag", "beta", None, "on", "geo = BR", "half"),
)


@pytest.fixture(params=["lake", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a store with one call."""
    url: str = (
        str(tmp_path / "lake") if request.param == "lake" else request.getfixturevalue("postgresql_url")
    )
    call = {"trace_id": ["t"], "span_id": ["s"], "kind": ["model"], "start_time": [AT]}
    with open_writer(url) as writer:
        writer.append("spans", pl.DataFrame(call))
        writer.commit(ImportRecord("b", "made by hand", AT))
    return url


@pytest.fixture
def held(address: str) -> Callable[[], list[ChangeEvent]]:
    def read() -> list[ChangeEvent]:
        store = open_store(address)
        frame = store.read(changes_in(store.catalog(), Window(datetime(2026, 1, 1), NOW)))
        return [ChangeEvent(*row) for row in frame.select(RECORDED).iter_rows()]

    return read


def test_the_fields_of_an_event_are_the_columns_of_the_table() -> None:
    assert tuple(ChangeEvent.__dataclass_fields__) == RECORDED


def test_what_is_added_is_there_once_and_what_is_removed_is_gone(
    address: str, held: Callable[[], list[ChangeEvent]]
) -> None:
    assert [add_change(address, one, NOW) for one in (SPARSE, FULL, SPARSE)] == [True, True, False]
    assert sorted(one.id for one in held()) == sorted([SPARSE.id, FULL.id])
    assert remove_change(address, SPARSE, NOW)
    assert held() == [FULL]
    assert not remove_change(address, SPARSE, NOW)
    assert add_change(address, SPARSE, NOW)
    assert len(held()) == 2
