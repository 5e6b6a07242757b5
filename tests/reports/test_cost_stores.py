"""Every kind of store says the same of money: lake, PostgreSQL and embedded ClickHouse."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from tests.conftest import END
from tidegauge.filters import TraceFilter
from tidegauge.reports._cost.records import CostReport
from tidegauge.reports.budgets import budgets
from tidegauge.reports.cost import CostOptions, cost
from tidegauge.reports.source import Source
from tidegauge.settings_cost import CostTable
from tidegauge.stores import open_store, open_writer
from tidegauge.stores.lake.manifest import ImportRecord

TABLE = CostTable.model_validate(
    {
        "prices": [
            {
                "model": "*",
                "input": 2.0,
                "cached_input": 0.2,
                "output": 8.0,
                "tiers": [{"above": 500, "input": 3.0}],
            },
            {"model": "*", "input": 1.0, "output": 4.0, "since": date(2026, 11, 11)},
        ],
        "budgets": {"all": {"limit": 1.0, "every": "day"}, "each": {"limit": 1.0, "each": "geo"}},
    }
)


def _said(source: Source, asked: TraceFilter) -> CostReport:
    return cost(source, asked, "geo", "geo", CostOptions(TABLE))


@pytest.mark.parametrize("kind", ["postgresql_url", "chdb_url"])
def test_a_store_says_what_the_lake_says(
    kind: str,
    request: pytest.FixtureRequest,
    source: Source,
    frames: Mapping[str, pl.DataFrame],
    ask: Callable[..., TraceFilter],
) -> None:
    address = request.getfixturevalue(kind)
    with open_writer(address) as writer:
        for name, frame in frames.items():
            writer.append(name, frame)
        writer.commit(ImportRecord("own", "own.parquet", END))
    other = Source(open_store(address))
    lake, there = _said(source, ask()), _said(other, ask())
    assert lake.spend is not None
    assert there.spend is not None
    assert there.spend.current.value == pytest.approx(lake.spend.current.value, rel=1e-9)
    assert lake.split is not None
    assert there.split is not None
    assert [one.value for one in there.split.parts] == pytest.approx(
        [one.value for one in lake.split.parts], abs=1e-9
    )
    assert there.coverage == replace(
        lake.coverage, tokens_unpriced=pytest.approx(lake.coverage.tokens_unpriced)
    )
    assert [(one.value, one.n) for one in there.spenders] == [(one.value, one.n) for one in lake.spenders]
    assert there.concentration is not None
    assert lake.concentration is not None
    assert there.concentration.gini == pytest.approx(lake.concentration.gini)
    assert [one.current.value for one in there.figures] == pytest.approx(
        [one.current.value for one in lake.figures]
    )
    ours, theirs = (budgets(one, TABLE, END) for one in (source, other))
    assert [one.used for one in theirs] == pytest.approx([one.used for one in ours])
