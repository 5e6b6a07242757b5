"""Small stores, and the app run on them without a browser."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from tests.app.app_run import HOME, open_page, use_lake
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames

HOSTILE = "<script>alert(1)</script> ![i](http://evil.test/) \x1b[31m'; DROP TABLE spans; -- \x00 🌊 מבט"
END = datetime(2026, 11, 20, 12)


@pytest.fixture(scope="session", autouse=True)
def _components_are_looked_for_once() -> Iterator[None]:
    """Each run of the app in a test reads the metadata of every installed package, a third of its time; a server does it once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests)
        )
        yield


def _rows(calls: int, **columns: Any) -> pl.DataFrame:
    """Model calls, three hours apart, newest last; `columns` add to or replace the canonical ones."""
    start = pl.Series([END - timedelta(hours=3 * number) for number in range(calls)], dtype=pl.Datetime("us"))
    fields = {
        "trace_id": [f"t{number}" for number in range(calls)],
        "span_id": [f"s{number}" for number in range(calls)],
        "kind": "model",
        "start_time": start,
        "status": "ok",
        "geo": ["BR" if number % 3 else "US" for number in range(calls)],
    }
    return pl.DataFrame({**fields, **columns})


@pytest.fixture
def rows() -> Callable[..., pl.DataFrame]:
    return _rows


@pytest.fixture
def hostile() -> str:
    return HOSTILE


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., AppTest]:
    """Run a page of the app on a lake with these spans, with this query."""

    def run_page(spans: pl.DataFrame | None, page: str = HOME, **query: Any) -> AppTest:
        if spans is not None:
            write_frames(tmp_path / "lake", {"spans": spans}, ImportRecord("b", "test", END))
        use_lake(tmp_path)
        return open_page(page, **query)

    return run_page
