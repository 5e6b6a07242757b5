"""What was asked ahead is not counted again: the second asking and the pages themselves find it kept."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from tests.stores.test_kept_days import _written
from tidegauge.comparisons import Request, resolve
from tidegauge.demo.days import generate
from tidegauge.metrics.choice import overview_metrics, watched_metrics
from tidegauge.reports import _gather, ahead
from tidegauge.reports.dimensions import known_dimensions
from tidegauge.reports.overview import overview
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.stores.days.kept import KeptFrames
from tidegauge.stores.lake import reader
from tidegauge.stores.lake.reader import Lake

END = datetime(2026, 11, 20, 14, 37)
PAGES = [
    *("Overview", "Segments", "Drift", "Drift by geo", "Control charts", "Data health"),
    *("Feedback", "Judge", "Versions", "Cost", "Business"),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake whose newest row is of the middle of a day."""
    lake = tmp_path_factory.mktemp("made") / "lake"
    days = list(generate(datetime(2026, 11, 21), days=16, calls=3_000, seed=7))
    last = days[-1].spans.filter(pl.col("start_time") < END)
    _written(str(lake), "demo", [*days[:-1], replace(days[-1], spans=last)])
    return lake


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """That lake with nothing kept beside it, and read as a large one."""
    monkeypatch.setattr(reader, "LARGE", 1)
    monkeypatch.setattr(_gather, "WHOLE", 0)
    monkeypatch.setattr(ahead, "WHOLE", 0)
    return Path(shutil.copytree(made, tmp_path / "lake"))


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The times of what is counted and kept."""
    times: list[str] = []
    plain = KeptFrames.put

    def put(self: KeptFrames, statement: str, time: str, mark: str, frame: pl.DataFrame) -> None:
        times.append(time)
        plain(self, statement, time, mark, frame)

    monkeypatch.setattr(KeptFrames, "put", put)
    return times


def asked_ahead(folder: Path, among: Sequence[str] = PAGES) -> list[str]:
    source, pages = Source(Lake(folder)), []
    for one in ahead.questions_ahead(source, Settings(), END):
        if one.page in among:
            one.ask()
            pages.append(one.page)
    return pages


@pytest.mark.thorough
def test_the_second_asking_counts_nothing(folder: Path, counted: list[str]) -> None:
    assert asked_ahead(folder) == 2 * PAGES
    assert {"2026-11-13", "window"} <= set(counted)
    # The day that the rows end in may still grow: it is kept by its hours.
    assert any(time.startswith("2026-11-20-") for time in counted)
    counted.clear()
    asked_ahead(folder)
    assert counted == []


def test_a_page_that_ends_elsewhere_counts_only_its_edges(folder: Path, counted: list[str]) -> None:
    asked_ahead(folder, ["Overview"])
    counted.clear()
    source, settings = Source(Lake(folder)), Settings()
    catalog = source.store.catalog()
    assert catalog.newest
    now = catalog.newest - timedelta(minutes=97)
    asked = resolve(Request(window="last 7 days"), now, catalog.first, catalog.newest)
    shown, watched = overview_metrics(settings, catalog), watched_metrics(settings, catalog)
    overview(source, asked, shown, known_dimensions(source, asked, settings.default_dimensions), watched)
    assert {time[:10] for time in counted} == {"2026-11-06", "2026-11-13", "2026-11-20"}
    assert all(len(time) > len("2026-11-20") for time in counted)


def test_a_store_that_is_held_whole_is_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ahead.pays(Source(Lake(folder)))
    monkeypatch.setattr(ahead, "WHOLE", 10**9)
    assert not ahead.pays(Source(Lake(folder)))
    monkeypatch.setattr(ahead, "WHOLE", 0)
    monkeypatch.setattr(reader, "LARGE", 10**9)
    assert not ahead.pays(Source(Lake(folder)))
