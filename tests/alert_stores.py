"""Two lakes: one on which nothing happens, and one in which a country's calls on one device fail from a known hour on."""

import polars as pl
import pytest

from tests.alert_calls import calls, failing, lake, late
from tidegauge.reports.source import Source

BROKEN = (pl.col("geo") == "BR") & (pl.col("device") == "ios")


@pytest.fixture(scope="session")
def quiet_calls() -> pl.DataFrame:
    """The calls on which nothing happens."""
    return calls()


@pytest.fixture(scope="session")
def quiet(quiet_calls: pl.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Source:
    """The store on which nothing happens."""
    return lake(tmp_path_factory.mktemp("quiet") / "lake", quiet_calls)


@pytest.fixture(scope="session")
def broken(quiet_calls: pl.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Source:
    """The store in which 70% of the calls of BR on ios fail, a tenth has no locale, and latency doubles, from `BEGAN` on."""
    lost = pl.when(late() & (pl.col("chance") < 0.1)).then(None).otherwise(pl.col("locale")).alias("locale")
    slow = pl.when(late()).then(2).otherwise(1) * pl.col("duration_ms")
    frame = quiet_calls.with_columns(failing(0.7, BROKEN), lost, slow.alias("duration_ms"))
    return lake(tmp_path_factory.mktemp("broken") / "lake", frame)
