"""Small lakes made by hand for the tests of reports."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from tidegauge.reports.source import Source
from tidegauge.stores.lake import Lake
from tidegauge.stores.lake_writer import write_frames
from tidegauge.stores.manifest import ImportRecord

MakeSource = Callable[..., Source]


@pytest.fixture
def source_of(tmp_path: Path) -> MakeSource:
    """Return a function that writes tables (`spans=frame, ...`) into a lake and opens it."""

    def make(**tables: pl.DataFrame) -> Source:
        write_frames(tmp_path / "lake", tables, ImportRecord("b", "made by hand", datetime(2026, 11, 21)))
        return Source(Lake(tmp_path / "lake"))

    return make
