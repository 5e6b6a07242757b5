"""Text of strangers on every page and in every command: it is shown, and never run, loaded, rendered or obeyed."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import polars as pl
import pytest
from click.testing import CliRunner

from tests.browser import hostile_lake
from tests.browser.hostile_lake import (
    ALL,
    DIRECTIVES,
    FAILED,
    IMAGE,
    KEYS,
    LINK,
    MARKDOWN,
    SCRIPT,
    SPAN,
    SQL,
    TEXTS,
    TRACE,
)
from tests.browser.hostile_text import mark_up
from tests.thorough import after
from tidegauge.cli import main
from tidegauge.filters import Condition

WEEKS = {"window": "last 7 days", "against": "the 7 days before", "tz": "UTC", "n": "1"}


@pytest.fixture(scope="session")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "lake"
    hostile_lake.write(folder)
    return folder


@pytest.fixture(scope="session")
def server(
    serving: Callable[..., Any], lake: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    """A server of its own, so that the other tests keep their calm store."""
    with serving(tmp_path_factory.mktemp("hostile_server"), lake) as running:
        yield running


Opened = Callable[..., Any]


@pytest.fixture
def opened(new_page: Callable[..., Any], settled: Callable[..., Any]) -> Iterator[Opened]:
    """Open a page by its name, and see that nothing of the data became markup; not even what the policy stopped."""
    page, stopped = new_page(), []
    page.on("console", lambda message: stopped.extend([message.text] if "evil.test" in message.text else []))

    def open_page(name: str, **query: Any) -> Any:
        page.goto(f"/{name}?{urlencode(query, doseq=True)}".replace("/overview", "/"))
        return inert(settled(page, name))

    yield open_page
    assert not stopped


def inert(page: Any) -> Any:
    """Return the page after a look at it as it stands."""
    assert mark_up(page) == []
    assert page.locator("[data-testid=stException], [data-testid=stAlert], .tg-error").count() == 0
    assert "Something went wrong" not in page.inner_text("body")
    return page


def swept(page: Any, part: str, y: int) -> Any:
    """Return the page after the mouse went over a chart, `y` pixels below its top: tooltips are text as well."""
    box = page.get_by_test_id(part).first.bounding_box()
    for x in range(40, int(box["width"]), 80):
        page.mouse.move(box["x"] + x, box["y"] + y)
        page.wait_for_timeout(60)
    page.wait_for_timeout(400)
    return inert(page)


def picked(page: Any, place: int) -> None:
    """Click into a row of the page's first table."""
    box = page.get_by_test_id("stDataFrame").first.bounding_box()
    page.mouse.click(box["x"] + 320, box["y"] + 34 * (place + 1) + 14)


def downloaded(page: Any) -> pl.DataFrame:
    """Return the page's CSV."""
    page.get_by_role("button", name="Download", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV", exact=True).click()
    return pl.read_csv(download.value.path())


@pytest.fixture(scope="session")
def week() -> pl.DataFrame:
    return hostile_lake.week()


def test_overview_names_the_segment_and_leads_to_it(
    opened: Opened, settled: Callable[..., Any], week: pl.DataFrame
) -> None:
    page = swept(opened("overview", **WEEKS), "stEChartsChart", 40)
    assert f"All of it is geo = {MARKDOWN}<script>" in page.locator(".tg-row-sentence").first.inner_text()
    page.locator(".st-key-attention_0 button").click()
    inert(settled(page, "scope"))
    assert page.locator(".tg-sentence").inner_text().startswith("Error rate rose ")
    assert f" · {week.height} calls against " in page.locator(".tg-words").inner_text()


def test_scope_names_a_hostile_segment_and_its_values(opened: Opened, week: pl.DataFrame) -> None:
    page = swept(opened("scope", **WEEKS, of="error_rate", over=["geo", "device"]), "stPlotlyChart", 30)
    assert f"comes from geo = {MARKDOWN}<script>" in page.locator(".tg-sentence").inner_text()
    failing = week.filter(pl.col("status") == "error").height
    assert f", {failing} of " in page.locator(".tg-finding .tg-details").inner_text()
    inert(page)


def test_segments_by_a_hostile_attribute(opened: Opened, week: pl.DataFrame) -> None:
    key = KEYS[2]
    page = opened("segments", **WEEKS, by=key, metric=["error_rate", f"size {MARKDOWN}"])
    assert f" where {key} = " in page.locator(".tg-sentence").first.inner_text()
    box = page.get_by_test_id("stDataFrame").bounding_box()
    page.mouse.move(box["x"] + 120, box["y"] + 16)
    page.get_by_test_id("stDataFrameTooltipContent").get_by_text("One value of each dimension").wait_for()
    inert(page)  # a column's help reads Markdown: no name of an attribute may stand in it
    found = downloaded(page)
    name = found.columns[0].removeprefix("'")
    assert name == key
    expected = dict(week.group_by(key).len().iter_rows())
    # The CSV marks what a spreadsheet would run; nothing of ours starts like a formula.
    assert dict(zip(found.to_series(0), found["n_current"], strict=True)) == expected


@pytest.mark.thorough
def test_the_heat_map_of_two_hostile_attributes(opened: Opened) -> None:
    page = opened("segments", **WEEKS, by=["geo", "feature"], metric="error_rate", form="Heat map")
    swept(page, "stEChartsChart", 60)
    assert len(page.content()) < 1_000_000


def test_traces_facets_search_and_the_way_to_a_trace(
    opened: Opened, settled: Callable[..., Any], week: pl.DataFrame
) -> None:
    page = opened("traces", **WEEKS, search=MARKDOWN)
    assert f"contain “{MARKDOWN}”" in page.inner_text("body")
    page = opened("traces", **WEEKS)
    page.get_by_role("button", name="Errors and finish reasons").click()
    assert SCRIPT in inert(page).get_by_test_id("stPopoverBody").inner_text()
    page.get_by_role("button", name="Only these").first.click()
    failed = week.filter(pl.col("error_type") == ALL).height
    page.get_by_text(f" · {failed} calls against ").wait_for()
    page.keyboard.press("Escape")
    picked(inert(settled(page, "traces")), 0)
    settled(page, "trace")
    assert parse_qs(urlsplit(page.url).query)["id"] == [TRACE]
    page.get_by_role("button", name="Next").click()
    page.wait_for_function("() => new URLSearchParams(location.search).get('id') === 't0'")
    inert(settled(page, "trace"))
    page.get_by_role("link", name="Back to traces").click()
    inert(settled(page, "traces"))


def test_every_part_of_a_trace_is_text(opened: Opened, settled: Callable[..., Any]) -> None:
    page = opened("trace", id=TRACE, span=SPAN)
    assert f"check {IMAGE} rejected it ({SCRIPT}" in page.locator(".tg-sentence").inner_text()
    _is_text(page.get_by_test_id("stCode").first.inner_text())
    page.get_by_role("button", name="Show all (1.0 MB)").click()
    page.wait_for_function("() => document.querySelector('[data-testid=stCode]').innerText.length > 1e6")
    inert(page)
    for part in ("Input", "Attributes", "Raw"):
        page.get_by_role("radio", name=part).or_(page.get_by_role("button", name=part)).first.click()
        page.wait_for_function("part => new URLSearchParams(location.search).get('part') === part", arg=part)
        inert(settled(page, "trace"))
        if part == "Input":
            # The address names the part before the page has drawn it; the output was left open at full length.
            page.wait_for_function(
                "() => document.querySelector('[data-testid=stCode]').innerText.length < 1e6"
            )
            _is_text(page.get_by_test_id("stCode").first.inner_text())
    assert f'"error_type":"{SCRIPT}' in page.get_by_test_id("stJson").inner_text()
    assert '"start_time":"2026-11-20T12:00:00.002000Z"' in page.get_by_test_id("stJson").inner_text()


def _is_text(text: str) -> None:
    assert all(hostile in text for hostile in (SCRIPT, IMAGE, MARKDOWN, DIRECTIVES, LINK, SQL))
    assert "␛[31mred␛]0;title␇ a␀b" in text
    assert "مرحبا ⟨U+202E⟩txt.exe" in text
    assert len(text) < 30_000


@pytest.mark.parametrize("span", [FAILED, "docs"])
def test_every_span_can_be_opened(opened: Opened, span: str) -> None:
    page = opened("trace", id=TRACE, span=span, part="Attributes")
    name = {FAILED: f"check {IMAGE}", "docs": DIRECTIVES}[span]
    assert page.locator(".tg-details b").inner_text() == name


def test_a_session_of_hostile_traces_is_walked_by_clicks(opened: Opened, settled: Callable[..., Any]) -> None:
    page = opened("trace", id="t3")
    table = page.get_by_test_id("stDataFrame").last.bounding_box()
    page.mouse.click(table["x"] + 16, table["y"] + 48)
    page.wait_for_function("() => new URLSearchParams(location.search).get('id') !== 't3'")
    inert(settled(page, "trace"))


def test_data_health_names_hostile_columns_values_and_files(opened: Opened) -> None:
    page = opened("health", **WEEKS)
    text = page.get_by_test_id("stMain").inner_text()
    assert f"gone {MARKDOWN} is missing in " in text
    assert "nearly all of it is geo ![i](http://evil.test/?d) [click](javascript:window.hacked=" in text
    assert f"1 row of {SCRIPT} {IMAGE}" in text
    for table in range(page.get_by_test_id("stDataFrame").count()):
        page.get_by_test_id("stDataFrame").nth(table).scroll_into_view_if_needed()
        inert(page)
    assert downloaded(page)["column"].is_in([*KEYS]).sum() == len(KEYS)


def test_a_filter_by_hostile_text_keeps_exactly_its_rows(opened: Opened, week: pl.DataFrame) -> None:
    for key, text in list(zip(KEYS, TEXTS, strict=True))[2::2]:
        chip = str(Condition(key, "=", (text,)))
        page = opened("traces", **WEEKS, where=chip)
        kept = week.filter(pl.col(key) == text).height
        assert kept > 30
        assert f" · {kept} calls against " in page.locator(".tg-words").inner_text()
        assert parse_qs(urlsplit(page.url).query)["where"] == [chip]


def test_a_segment_that_is_clicked_becomes_a_filter(
    opened: Opened, settled: Callable[..., Any], week: pl.DataFrame
) -> None:
    page = opened("segments", **WEEKS, by=KEYS[0], metric="error_rate")
    box = page.get_by_test_id("stDataFrame").bounding_box()
    page.mouse.click(box["x"] + 16, box["y"] + 34 + 16)
    page.get_by_role("button", name="Keep only these", disabled=False).click()
    page.wait_for_function("() => new URLSearchParams(location.search).has('where')")
    inert(settled(page, "segments"))
    # The first row is the most material one: every second of the eight texts belongs to a call that failed.
    (chip,) = parse_qs(urlsplit(page.url).query)["where"]
    kept = {
        str(Condition(KEYS[0], "=", (text,))): week.filter(pl.col(KEYS[0]) == text).height for text in TEXTS
    }
    page.get_by_text(f" · {kept[chip]} calls against ").wait_for()


@pytest.mark.parametrize("split", after(1, [None, KEYS[0], KEYS[3]]))
def test_drift_walks_hostile_rows(opened: Opened, settled: Callable[..., Any], split: str | None) -> None:
    page = opened("drift", **WEEKS, statistics="true", **({"drift_by": split} if split else {}))
    for number in (1, 3, 6):
        table = page.locator("[data-testid=stDataFrame] canvas").first.bounding_box()
        page.mouse.click(table["x"] + 100, table["y"] + 32 * number + 16)
        page.wait_for_function("wanted => document.body.innerText.includes(`row ${wanted} of`)", arg=number)
        inert(settled(page, "drift"))


@pytest.mark.parametrize("split", after(1, [None, KEYS[1]]))
def test_control_charts_of_hostile_segments(opened: Opened, split: str | None) -> None:
    page = opened("control", **WEEKS, chart="error_rate", **({"split": split} if split else {}))
    assert "Control charts" in page.inner_text("body")


PAGES = (
    ("overview",),
    ("segments", "--by", f"{KEYS[2]},feature", "--metric", "error_rate"),
    ("traces", "--limit", "1000", "--search", SQL),
    ("health",),
    ("drift",),
    ("drift", "--by", KEYS[0]),
    ("control", "--metric", "error_rate", "--by", KEYS[1]),
)


@pytest.mark.parametrize("page", [*PAGES, ("trace",)], ids=lambda page: page[0])
def test_the_commands_print_it_as_text(lake: Path, page: tuple[str, ...]) -> None:
    window = () if page == ("trace",) else ("--window", "last 7 days", "--min-n", "1")
    arguments = ["show", *page, "--store", str(lake), *window, *(("--", TRACE) if page == ("trace",) else ())]
    text = CliRunner().invoke(main, arguments)
    assert text.exit_code == 0, text.output
    assert not {"\x1b", "\x00", "\x07", "\u202e"} & set(text.stdout)
    assert "evil.test" in text.stdout
    assert len(text.stdout) < 500_000
    for form in ("--json", "--csv"):
        found = CliRunner().invoke(main, [*arguments[:2], form, *arguments[2:]])
        assert found.exit_code == 0, found.output
        assert form == "--csv" or json.loads(found.stdout)["findings"]


@pytest.mark.parametrize("place", range(len(TEXTS)))
def test_a_chip_of_hostile_text_keeps_exactly_its_rows(lake: Path, week: pl.DataFrame, place: int) -> None:
    chip = str(Condition(KEYS[place], "=", (TEXTS[place],)))
    arguments = ["show", "traces", "--store", str(lake), "--window", "last 7 days", "--where", chip, "--json"]
    found = json.loads(CliRunner().invoke(main, arguments).stdout)
    assert found["windows"]["n_current"] == week.filter(pl.col(KEYS[place]) == TEXTS[place]).height
