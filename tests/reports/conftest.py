"""Small lakes made by hand for the tests of reports."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from tidegauge.demo.store import DemoPlan, write_demo
from tidegauge.reports.source import Source
from tidegauge.stores import open_store
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.reader import Lake
from tidegauge.stores.lake.writer import write_frames

DEMO_END = datetime(2026, 11, 21, 10)
"""A Saturday, so that day 56 of the demo is Tuesday 17 November."""

MakeSource = Callable[..., Source]


@pytest.fixture
def source_of(tmp_path: Path) -> MakeSource:
    """Return a function that writes tables (`spans=frame, ...`) into a lake and opens it."""

    def make(**tables: pl.DataFrame) -> Source:
        write_frames(tmp_path / "lake", tables, ImportRecord("b", "made by hand", datetime(2026, 11, 21)))
        return Source(Lake(tmp_path / "lake"))

    return make


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """The whole demo up to DEMO_END, written once for all tests: read it only."""
    folder: Path = tmp_path_factory.mktemp("demo") / "lake"
    write_demo(str(folder), DemoPlan(DEMO_END))
    return Source(open_store(str(folder)))
