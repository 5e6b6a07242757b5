"""One full demo for all of its tests."""

from datetime import datetime

import polars as pl
import pytest

from tidegauge.demo import generate
from tidegauge.schema.tables import NOT_JUDGED, TABLES

END = datetime(2026, 11, 21, 10)


@pytest.fixture(scope="session")
def end() -> datetime:
    """A Saturday, so that day 56 is Tuesday 17 November."""
    return END


@pytest.fixture(scope="session")
def demo() -> dict[str, pl.DataFrame]:
    """All rows of the default demo, by table."""
    days = [day.tables for day in generate(END)]
    return {name: pl.concat([day[name] for day in days]) for name in TABLES}


@pytest.fixture(scope="session")
def calls(demo: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """The model calls with a flag for each signal, a column for each score that no person gave, and one for each outcome."""
    judged = demo["scores"].filter(~pl.col("source").is_in(NOT_JUDGED))
    scores = judged.pivot("name", index="span_id", values="value")
    signals = demo["signals"].with_columns(flag=True).pivot("kind", index="span_id", values="flag")
    kinds = [name for name in signals.columns if name != "span_id"]
    outcomes = demo["outcomes"].pivot("name", index="span_id", values="value", aggregate_function="sum")
    models = demo["spans"].filter(pl.col("kind") == "model").drop("input_text", "output_text")
    return (
        models.join(scores, on="span_id", how="left")
        .join(signals, on="span_id", how="left")
        .join(outcomes, on="span_id", how="left")
        .with_columns(pl.col(kinds).fill_null(value=False))
    )
