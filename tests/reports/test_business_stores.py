"""Every kind of store says the same of outcomes: lake, PostgreSQL, embedded ClickHouse and a DuckDB file."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from tests.business_shop import shop
from tests.conftest import END, MIDDLE, START
from tidegauge.filters import TraceFilter
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.reports._business.records import BusinessReport
from tidegauge.reports.business import BusinessOptions, business
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.settings_business import BusinessTable
from tidegauge.stores import open_store, open_writer
from tidegauge.stores.lake.manifest import ImportRecord


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    """A shop whose clicks fall with a release, with decisions, predictions and labels."""
    frames = shop(START, 14, sessions=60, click=lambda day: 0.3 if day < 7 else 0.15, feature="search")
    spans = frames["spans"].with_columns(
        prediction=(pl.col("span_id").hash(1) % 100) / 100,
        label=(pl.col("span_id").hash(2) % 2).cast(pl.Float64),
        decision=pl.when(pl.col("span_id").hash(3) % 3 == 0)
        .then(pl.lit("rejected"))
        .otherwise(pl.lit("sent")),
        status=pl.when(pl.col("span_id").hash(4) % 9 == 0).then(pl.lit("error")).otherwise(pl.lit("ok")),
    )
    change = {"at": MIDDLE, "kind": "prompt", "component": "search", "to_version": "v7"}
    return {**frames, "spans": spans, "changes": pl.DataFrame([change])}


def _said(source: Source, asked: TraceFilter) -> BusinessReport:
    signals = chosen_metrics(["error_rate", "latency_p95"], Settings(), source.store.catalog())
    options = BusinessOptions(BusinessTable(), outcome="ctr", signals=signals)
    return business(source, asked, "geo", "prompt_version", options)


def _written(address: str, tables: dict[str, pl.DataFrame]) -> Source:
    with open_writer(address) as writer:
        for name, frame in tables.items():
            writer.append(name, frame)
        writer.commit(ImportRecord("own", "own.parquet", END + timedelta(days=1)))
    return Source(open_store(address))


@pytest.mark.parametrize("kind", ["postgresql_url", "chdb_url"])
def test_a_store_says_what_the_lake_says(
    kind: str,
    request: pytest.FixtureRequest,
    tables: dict[str, pl.DataFrame],
    ask: Callable[..., TraceFilter],
    tmp_path: Path,
) -> None:
    lake = _said(_written(str(tmp_path / "lake"), tables), ask())
    there = _said(_written(request.getfixturevalue(kind), tables), ask())
    assert there.where == lake.where == ("feature = search",)
    assert there.delay.hours == pytest.approx(lake.delay.hours, abs=1 / 3600)
    _alike([one.current.value for one in there.outcomes], [one.current.value for one in lake.outcomes])
    _alike([one.current.high for one in there.outcomes], [one.current.high for one in lake.outcomes])
    assert [one.value for one in there.allocation] == [one.value for one in lake.allocation]
    _alike(
        [one.share.current.value for one in there.allocation],
        [one.share.current.value for one in lake.allocation],
    )
    _alike([one.measure.value for one in there.versions], [one.measure.value for one in lake.versions])
    assert there.decisions is not None
    assert lake.decisions is not None
    assert [one.counts for one in there.decisions.shares] == [one.counts for one in lake.decisions.shares]
    assert there.scores is not None
    assert lake.scores is not None
    _alike(
        [one.current.value for one in there.scores.comparisons],
        [one.current.value for one in lake.scores.comparisons],
    )
    assert [(one.signal, one.outcome, one.lag) for one in there.leads] == [
        (one.signal, one.outcome, one.lag) for one in lake.leads
    ]
    assert there.random_slice is not None
    assert lake.random_slice is not None
    assert there.random_slice.advantage.value == pytest.approx(lake.random_slice.advantage.value)
    effects = [
        [one.effect.value if one.effect else None for one in report.changes] for report in (there, lake)
    ]
    assert effects[0] == pytest.approx(effects[1], rel=1e-3)
    assert there.findings[0].sentence == lake.findings[0].sentence


def _alike(these: list[float], those: list[float]) -> None:
    # The delay is a quantile to the second in one store and a part of it in another: the windows end there.
    assert these == pytest.approx(those, rel=2e-3)
