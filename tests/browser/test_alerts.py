"""Alert rules in a browser: a link is filled in and back-tested, saved, and a firing leads to Scope at that time."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

from tests.browser.conftest import END, ODD, spans
from tests.browser.own_server import server, workbench_url  # noqa: F401  fixtures
from tidegauge.cli import main
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames

Settled = Callable[..., Any]
NAME = ODD.replace("\x00", "").replace("\x1b", "")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("alerts")
    write_frames(made / "lake", {"spans": spans(8_000)}, ImportRecord("b1", "browser test", END))
    rule = {"metric": "error_rate", "window": "1 day", "for_each": ["geo"], "runbook": NAME}
    rule |= {"breaches": 1, "of": 1, "minimum_n": 50, "where": [f"tenant != {NAME}"]}
    lines = [f"{key} = {json.dumps(value)}" for key, value in rule.items()]
    (made / "tidegauge.toml").write_text(f"[alerts.rules.{json.dumps(NAME)}]\n" + "\n".join(lines))
    return made


def query(page: Any) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def open_rule(page: Any, settled: Settled, link: str) -> None:
    page.goto(f"/alerts?{link}")
    settled(page, "alerts")


def click_firing(page: Any) -> None:
    mark = page.locator(".js-plotly-plot .scatterlayer .trace path.point:visible").last
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_a_link_is_back_tested_saved_and_listed(page: Any, settled: Settled, folder: Path) -> None:
    open_rule(page, settled, "metric=error_rate&for_each=geo")
    page.get_by_text("Would have fired").first.wait_for()
    save = page.locator(".st-key-rule_save button").first
    assert save.is_enabled()
    save.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("errors by geo")
    dialog.get_by_label("Signed by").fill("marta")
    dialog.get_by_label("Reason").fill("they rise in BR")
    dialog.get_by_role("button", name="Save rule").click()
    page.get_by_text("is saved. The next check evaluates it").wait_for()
    settled(page, "alerts")
    assert query(page) == {"rule": ["errors by geo"]}
    expect(page.get_by_text("version 1, saved by marta: they rise in BR")).to_have_count(1)
    assert save.is_disabled()
    workbench = f"sqlite:///{folder / 'workbench.sqlite'}"
    config = ["--store", str(folder / "lake"), "--config", str(folder / "tidegauge.toml")]
    shown = CliRunner().invoke(
        main, ["show", "alerts", *config, "--json"], env={"TIDEGAUGE_WORKBENCH": workbench}
    )
    told = json.loads(shown.stdout)
    assert page.locator(".tg-sentence").first.inner_text() == told["findings"][0]["sentence"]
    mine = next(row for row in told["rows"] if row["name"] == "errors by geo")
    assert mine["backtest"]["sentence"] in page.content()


def test_a_firing_leads_to_scope_at_that_time_and_back(page: Any, settled: Settled) -> None:
    open_rule(page, settled, "metric=error_rate&chip=geo+%3D+BR")
    page.locator(".js-plotly-plot .scatterlayer .trace path.point:visible").last.wait_for()
    settled(page, "alerts")
    click_firing(page)
    settled(page, "scope")
    asked = query(page)
    assert page.get_by_role("combobox", name="Metric").input_value() == "error_rate"
    assert asked["where"] == ["geo = BR"]
    # Errors rise in geo = BR a week before the end.
    assert asked["from"][0].startswith("2026-11-13")
    page.go_back()
    settled(page, "alerts")
    assert query(page)["metric"] == ["error_rate"]


def test_what_is_typed_and_cannot_be_used_is_said(page: Any, settled: Settled) -> None:
    open_rule(page, settled, "new=rule")
    window = page.get_by_role("combobox", name="window", exact=True)
    window.fill("soon")
    window.press("Enter")
    page.get_by_text("It must be a length of time such as 15 min").wait_for()
    settled(page, "alerts")
    assert page.locator(".st-key-rule_backtest button").first.is_disabled()
    assert page.locator(".st-key-rule_save button").first.is_disabled()


def test_text_of_a_rule_is_text(page: Any, settled: Settled) -> None:
    page.goto("/alerts")
    settled(page, "alerts")
    page.locator("[data-testid=stDataFrame] canvas").first.wait_for()
    page.locator(".st-key-rule_backtest button").click()
    page.locator(".js-plotly-plot").wait_for()
    settled(page, "alerts")
    page.get_by_text("as TOML").click()
    assert page.locator("img[src*=evil]").count() == 0


@pytest.mark.thorough
def test_a_chart_leads_here_with_its_filter(page: Any, settled: Settled) -> None:
    page.goto("/control?chart=error_rate&where=geo+%3D+BR")
    settled(page, "control")
    page.locator(".st-key-control_rule button").click()
    settled(page, "alerts")
    assert query(page) == {"condition": ["control"], "metric": ["error_rate"], "chip": ["geo = BR"]}
    phrase = page.get_by_role("combobox", name="what it does", exact=True)
    assert phrase.input_value() == "leaves its control chart, worse"
    page.go_back()
    settled(page, "control")
    assert query(page)["where"] == ["geo = BR"]
