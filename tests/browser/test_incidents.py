"""The whole path of an incident in a browser: alert link, Scope, samples to review, checklist, resolved, postmortem file."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from tests.browser.conftest import END, spans
from tests.browser.own_server import server, workbench_url  # noqa: F401  fixtures
from tidegauge.alerts.records import Severity, State, Transition
from tidegauge.clock import now
from tidegauge.incidents.from_alert import from_alert
from tidegauge.incidents.listing import incident_of
from tidegauge.incidents.pins import pins_of
from tidegauge.incidents.records import Incident
from tidegauge.review.loop import claim_next, commit
from tidegauge.settings import Settings
from tidegauge.settings_alerts import RuleTable
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames
from tidegauge.workbench.labels import Said
from tidegauge.workbench.review_batches import batch_of
from tidegauge.workbench.review_plans import plan_of

Settled = Callable[..., Any]
WEEK = timedelta(days=7)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("incidents")
    write_frames(made / "lake", {"spans": spans(8_000)}, ImportRecord("b1", "browser test", END))
    return made


@pytest.fixture
def alerted(engine: sa.Engine, folder: Path, server: Any) -> Incident:  # noqa: F811
    told = Transition(
        "errors",
        (("geo", "BR"),),
        END - timedelta(hours=1),
        State.PENDING,
        State.FIRING,
        END - WEEK,
        Severity.P1,
        "Error rate rose from 2% to 30%.",
        because="P1: quality in the segment fell more than 20%",
    )
    rule = RuleTable(metric="error_rate", for_each=("geo",))
    found = from_alert(engine, Settings(), told, rule=rule, store=str(folder / "lake"))
    assert found is not None
    return found


def press(page: Any, settled: Settled, name: str, then: str = "incident") -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    settled(page, then)


def saved(page: Any, label: str, folder: Path) -> str:
    with page.expect_download() as download:
        page.get_by_role("dialog").get_by_role("button", name=label).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path.read_text(encoding="utf-8")


def test_from_the_alert_to_the_postmortem(
    new_page: Callable[..., Any], settled: Settled, engine: sa.Engine, alerted: Incident, tmp_path: Path
) -> None:
    page = new_page(accept_downloads=True)
    page.goto(f"/incident?id={alerted.key}&reviewer=ana")
    settled(page, "incident")
    assert "late by" in page.locator(".tg-finding").inner_text()
    press(page, settled, "Acknowledge")
    page.get_by_text("acknowledged by ana").wait_for()
    press(page, settled, "Scope", "scope")
    assert "comes from geo = BR" in page.locator(".tg-sentence").inner_text()
    page.get_by_role("button", name=f"Pin to incident {alerted.key}").click()
    page.wait_for_url("**/incident?*")
    settled(page, "incident")
    page.get_by_text("scoped: Error rate: geo = BR, pinned").wait_for()
    press(page, settled, "Mark isolated")
    page.get_by_role("button", name="Review 20 flagged samples").click()
    page.get_by_text("20 samples sent to review").wait_for()
    settled(page, "incident")
    _label(engine, alerted.key, 2)
    page.get_by_text("Tell the owners of the segment").click()
    page.get_by_text("1 of 11 done").wait_for()
    settled(page, "incident")
    expect(page.get_by_text("2 of 20", exact=True)).to_have_count(1)
    press(page, settled, "Mark mitigated")
    press(page, settled, "Mark resolved")
    page.get_by_role("button", name="Reopen").wait_for()
    settled(page, "incident")  # of the run that drew it: a click before its end can be lost
    page.get_by_role("button", name="Postmortem").click()
    files = [saved(page, label, tmp_path) for label in ("Markdown", "HTML")]
    _equal(engine, alerted.key, page, files)


def _label(engine: sa.Engine, key: str, n: int) -> None:
    batch = batch_of(engine, str(incident_of(engine, key).batches[-1]))
    for _ in range(n):
        place = claim_next(engine, batch, plan_of(engine, batch.id), "marta", now())
        assert place is not None
        commit(engine, batch, place, "marta", Said(0.0), now())


def _equal(engine: sa.Engine, key: str, page: Any, files: list[str]) -> None:
    """The numbers of the page stand in both files, and in what was pinned."""
    rows = page.locator(".tg-table tr").all_inner_texts()[1:]
    numbers = pins_of(incident_of(engine, key))[0].pin.numbers
    assert [row.split("\t")[0] for row in rows] == [one.label for one in numbers] == ["geo = BR", "all calls"]
    for row in rows:
        for cell in row.split("\t"):
            assert all(cell in re.sub(r"\\(?=[\[\]_])", "", unescape(text)) for text in files)


def test_a_row_of_the_list_opens_the_record(page: Any, settled: Settled, alerted: Incident) -> None:
    page.goto("/incidents")
    settled(page, "incidents")
    table = page.locator("[data-testid=stDataFrame] canvas").first.bounding_box()
    page.mouse.click(table["x"] + 14, table["y"] + 34 + 17)
    page.wait_for_url(f"**/incident?id={alerted.key}*")
    settled(page, "incident")
    page.get_by_role("link", name="All incidents").click()
    settled(page, "incidents")
    page.wait_for_timeout(300)
    assert "/incidents" in page.url
