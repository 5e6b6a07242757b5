"""The Cost page without a browser: what it says, and that text from traces and files stays text."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from app import state
from tests.app.app_run import html, open_page, use_lake
from tests.app.conftest import END
from tidegauge.settings import Settings
from tidegauge.settings_cost import BudgetTable, CostTable
from tidegauge.settings_service import ServiceTable, SloTable
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames

Rows = Callable[..., pl.DataFrame]
EVIL = '<img src=x onerror="alert(1)">'


@pytest.fixture
def page(tmp_path: Path, rows: Rows) -> Callable[..., AppTest]:
    """Run the page on two weeks of calls with these columns."""

    def run(
        table: CostTable | None = None, service: ServiceTable | None = None, **columns: object
    ) -> AppTest:
        n = 400
        at = [END - timedelta(hours=place * 0.8) for place in range(n)]
        spans = rows(n, **columns).with_columns(start_time=pl.Series(at, dtype=pl.Datetime("us")))
        write_frames(tmp_path / "lake", {"spans": spans}, ImportRecord("b", "test", END))
        use_lake(tmp_path)
        if table is not None or service is not None:
            own, tables = (
                state.settings(),
                {"cost": table or CostTable(), "service": service or ServiceTable()},
            )
            state.use(Settings(store=own.store, workbench=own.workbench, **tables))
        return open_page("watch/cost.py")

    return run


def test_parts_budgets_strip_and_spenders(page: Callable[..., AppTest]) -> None:
    table = CostTable(budgets={"all calls": BudgetTable(limit=1.0, every="week")})
    keys = [f"key-{place % 3}" for place in range(400)]
    app = page(table, api_key=keys, cost_usd=0.01, input_tokens=100, output_tokens=10)
    assert not app.exception
    shown = html(app)
    for words in (
        "Why spend changed",
        "total change",
        "Budgets",
        "Per call",
        "Quality beside it",
        "Who spends",
    ):
        assert words in shown
    assert "none recorded" in shown
    assert len(app.dataframe) >= 2


def test_calls_without_a_cost_are_named(page: Callable[..., AppTest]) -> None:
    app = page(input_tokens=100, output_tokens=10, model_version=EVIL)
    assert not app.exception
    shown = html(app)
    assert "The cost of none of these calls is known." in shown
    assert "Cost not known" in shown
    assert EVIL not in shown


def test_values_of_attributes_stay_text(page: Callable[..., AppTest]) -> None:
    names = [EVIL if place % 2 else "b" for place in range(400)]
    app = page(api_key=names, feature=names, cost_usd=0.01)
    assert not app.exception
    assert EVIL not in html(app)


def test_without_budgets_it_says_how_one_is_set(page: Callable[..., AppTest]) -> None:
    app = page(cost_usd=0.01)
    assert any("[cost.budgets" in block.value for block in app.code)


def test_a_window_without_calls(page: Callable[..., AppTest]) -> None:
    page(cost_usd=0.01)
    app = open_page("watch/cost.py", where="feature = nothing")
    assert not app.exception
    assert "No calls match" in html(app)


def test_a_budget_that_cannot_be_read_leaves_the_page_standing(page: Callable[..., AppTest]) -> None:
    table = CostTable(budgets={EVIL: BudgetTable(limit=1.0, where=("gep = DE",))})
    app = page(table, cost_usd=0.01)
    assert not app.exception
    assert "“gep”" in html(app)
    assert "Per call" in html(app)
    assert EVIL not in html(app)


def test_the_service_has_its_speed_and_says_how_an_objective_is_set(page: Callable[..., AppTest]) -> None:
    app = page(cost_usd=0.01, geo=[("BR", "DE")[place % 2] for place in range(400)], duration_ms=900.0)
    assert not app.exception
    shown = html(app)
    for words in (
        "Service",
        "Calls a minute",
        "Latency p95",
        "Speed by",
        "Error budgets",
        "No objective is set",
    ):
        assert words in shown
    assert any("[service.slos.answers]" in one.value for one in app.code)


def test_error_budgets_are_shown_and_one_that_cannot_be_read_is_named(page: Callable[..., AppTest]) -> None:
    slos = {
        "answers": SloTable(objective=0.5),
        EVIL: SloTable(objective=0.9, where=("gep = DE",)),
        "odd": SloTable(objective=0.9, metric="latency_p95"),
    }
    app = page(service=ServiceTable(slos=slos), cost_usd=0.01, duration_ms=900.0, status="ok")
    assert not app.exception
    shown = html(app)
    assert "“gep”" in shown
    assert "is no rate of calls" in shown
    assert EVIL not in shown
    (table,) = [one.value for one in app.dataframe if "Budget left" in one.value.columns]
    assert table["Objective"].to_list() == ["answers"]
    assert table["Budget left"][0].startswith("100% [")
