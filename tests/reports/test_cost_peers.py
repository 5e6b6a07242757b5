"""Stores of other tools: recorded cost counts, and what the price list makes of the same calls is explained model by model."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from tests.clickhouse_tables import LANGFUSE_3, LANGFUSE_4, fill
from tidegauge.comparisons import Request, resolve
from tidegauge.reports._cost.records import CostReport
from tidegauge.reports.cost import cost
from tidegauge.reports.source import Source
from tidegauge.stores import open_store

HALF = "cached input was billed at 50% of the input price"


def _report(url: str) -> CostReport:
    source = Source(open_store(url))
    catalog = source.store.catalog()
    asked = resolve(Request(window="all data"), datetime(2026, 11, 21), catalog.first, catalog.newest)
    return cost(source, asked, None, "user_id")


def _spend(report: CostReport) -> float:
    assert report.spend is not None
    return report.spend.current.value


def _copy(shared: Path, name: str, folder: Path) -> Path:
    file = shared / "fixtures" / name
    if not file.is_file():
        pytest.skip(f"{name} is not part of the repository")
    return Path(shutil.copy(file, folder))


def _one(path: Path, query: str) -> tuple[float, ...]:
    with closing(sqlite3.connect(path)) as store:
        return tuple(store.execute(query).fetchone())


def test_phoenixs_cost_is_what_phoenix_recorded(shared: Path, tmp_path: Path) -> None:
    path = _copy(shared, "phoenix.db", tmp_path)
    report = _report(f"sqlite:///{path}")
    recorded, n = _one(path, "select sum(total_cost), count(total_cost) from span_costs")
    assert _spend(report) == pytest.approx(recorded, abs=1e-12)
    assert report.coverage.recorded * report.windows.n_current == pytest.approx(n)
    assert {one.reason for one in report.rechecks} == {"same prices"}
    # Phoenix prices the input of failed calls that never counted their output: those cannot be made again.
    failed = sum(one.unchecked for one in report.rechecks)
    assert 0 < failed < 0.05 * recorded
    assert sum(one.computed for one in report.rechecks) + failed == pytest.approx(recorded, abs=1e-9)


def test_mlflows_cost_is_that_of_its_spans(shared: Path, tmp_path: Path) -> None:
    path = _copy(shared, "mlflow.db", tmp_path)
    report = _report(f"sqlite:///{path}")
    (recorded,) = _one(path, "select sum(total_cost) from spans where model_name is not null")
    assert _spend(report) == pytest.approx(recorded, abs=1e-12)
    # What the traces' own table says is less: 11 of its rows lack a call (interop.md, 5.3).
    truth = json.loads((shared / "fixtures/mlflow.truth.json").read_text())["observed_in_store"]
    assert truth["sum_trace_info_total_cost"] < _spend(report)
    assert {one.reason for one in report.rechecks} == {"same prices"}


@pytest.mark.parametrize("tables", [LANGFUSE_3, LANGFUSE_4])
def test_langfuses_difference_from_the_list_is_its_price_of_cached_tokens(
    shared: Path, chdb_databases: Callable[[], str], tables: tuple[str, ...]
) -> None:
    """Langfuse leaves cached tokens out of `input`; here its prices have them at half, where lists have 10 and 25%."""
    report = _report(fill(chdb_databases(), shared, tables))
    truth = json.loads((shared / "fixtures/langfuse_chdb.truth.json").read_text())
    assert _spend(report) == pytest.approx(float(truth["total_cost_usd_cache_at_half_price"]), abs=1e-9)
    reasons = {one.model: one.reason for one in report.rechecks}
    assert reasons == {
        "claude-sonnet-4-5-20250929": HALF,
        "gpt-4.1-mini-2025-04-14": HALF,
        "gpt-4o-mini-2024-07-18": "same prices",  # whose list has half, too
    }
    explained = sum(one.difference for one in report.rechecks)
    unchecked = sum(one.unchecked for one in report.rechecks)
    assert _spend(report) - sum(one.computed for one in report.rechecks) == pytest.approx(
        explained + unchecked, abs=1e-12
    )
