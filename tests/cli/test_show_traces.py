"""`tidegauge show traces`: the rows as text, JSON and CSV, held against polars; pages by cursor; refusals in one sentence."""

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner, Result

from tidegauge.cli import main

Show = Callable[..., Result]
WEEK = ("--from", "2026-11-08", "--to", "2026-11-14", "--compare", "previous")
COLUMNS = {"newest": "start_time", "oldest": "start_time", "cost": "cost_usd", "latency": "duration_ms"}


@pytest.fixture
def show(lake_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Show:
    """Run the command on the small lake, away from anybody's settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TIDEGAUGE_STORE", str(lake_folder))

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["show", "traces", *arguments])

    return run


@pytest.fixture(scope="session")
def week(calls: pl.DataFrame) -> pl.DataFrame:
    return calls.filter("current")


def _judged(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The mean judge score of each span; `low` where it is at most 40% of the judge's scale of 1 to 5."""
    judge = frames["scores"].filter(pl.col("source") == "judge")
    return judge.select("span_id", score="value", low=(pl.col("value") - 1) / 4 <= 0.4)


def _pages(show: Show, *asked: str) -> list[dict[str, Any]]:
    pages = [json.loads(show(*asked, "--json").stdout)]
    while pages[-1]["earlier"]:
        pages.append(json.loads(show(*asked, "--after", pages[-1]["earlier"], "--json").stdout))
    return pages


def test_three_forms_say_the_same(show: Show, week: pl.DataFrame) -> None:
    asked = (*WEEK, "--limit", "7", "--sort", "cost")
    expected = week.sort("cost_usd", "trace_id", descending=[True, False]).head(7)["span_id"].to_list()
    report = json.loads(show(*asked, "--json").stdout)
    assert [row["span_id"] for row in report["rows"]] == expected
    csv = pl.read_csv(io.StringIO(show(*asked, "--csv").stdout))
    assert csv["span_id"].to_list() == expected
    text = show(*asked).stdout
    places = [text.index(f"  {span_id}  ") for span_id in expected]
    assert places == sorted(places)
    assert text.splitlines()[-1] == f"More: --after {report['earlier']}"


def test_the_counts_and_the_share_are_those_of_polars(
    show: Show, week: pl.DataFrame, frames: Mapping[str, pl.DataFrame]
) -> None:
    report = json.loads(show(*WEEK, "--json").stdout)
    failed = int((week["status"] == "error").sum())
    low = _judged(frames).filter("low")["span_id"]
    expected = {"failed": failed, "flagged": 0, "thumbs_down": 0}
    assert report["counts"] == {
        "all": week.height,
        **expected,
        "judged_low": week["span_id"].is_in(low.implode()).sum(),
    }
    assert report["windows"]["n_current"] == report["matches"] == week.height
    finding = report["findings"][0]
    assert (
        finding["sentence"]
        == f"{failed} of {week.height:,} calls failed ({100 * failed / week.height:.0f}%)."
    )
    assert (finding["verdict"], finding["direction"]) == ("changed", "worse")


def test_a_row_carries_what_is_recorded_of_its_call(
    show: Show, week: pl.DataFrame, frames: Mapping[str, pl.DataFrame]
) -> None:
    scores = {row["span_id"]: row["score"] for row in _judged(frames).iter_rows(named=True)}
    rows = json.loads(show(*WEEK, "--limit", "1000", "--json").stdout)["rows"]
    called = {row["span_id"]: row for row in week.iter_rows(named=True)}
    assert len(rows) == 1000
    for row in rows:
        call = called[row["span_id"]]
        assert (row["trace_id"], row["status"]) == (call["trace_id"], call["status"])
        assert (row["cost_usd"], row["latency_ms"]) == (call["cost_usd"], call["duration_ms"])
        assert (
            row["version"] == "gauge-1-0900"
        )  # a failed call counts as the version that its model answers with
        assert row["score"] == scores.get(row["span_id"])
        assert row["at"] == f"{call['start_time'].isoformat()}Z"


@pytest.mark.parametrize("sort", [*COLUMNS, "score"])
def test_the_cursor_visits_every_row_once_in_order(
    show: Show, week: pl.DataFrame, frames: Mapping[str, pl.DataFrame], sort: str
) -> None:
    pages = _pages(show, *WEEK, "--sort", sort, "--limit", "400")
    seen = [row["span_id"] for page in pages for row in page["rows"]]
    by, falling = COLUMNS.get(sort, "score"), sort not in {"oldest", "score"}
    order = week.join(_judged(frames), on="span_id", how="left").sort(
        by, "trace_id", descending=[falling, False], nulls_last=True
    )
    assert seen == order["span_id"].to_list()
    assert pages[0]["later"] is None


def test_the_text_leads_through_the_pages_and_back(show: Show, week: pl.DataFrame) -> None:
    asked = (*WEEK, "--where", "geo=BR", "--only", "failed", "--limit", "40")
    first = show(*asked).stdout
    cursor = first.splitlines()[-1].removeprefix("More: --after ")
    second = json.loads(show(*asked, "--after", cursor, "--json").stdout)
    back = json.loads(show(*asked, "--after", second["later"], "--json").stdout)
    assert all(f"  {row['span_id']}  " in first for row in back["rows"])
    failed = week.filter(pl.col("geo") == "BR", pl.col("status") == "error")
    seen = [row["span_id"] for page in _pages(show, *asked) for row in page["rows"]]
    assert sorted(seen) == sorted(failed["span_id"])
    assert len(back["rows"]) == 40


@pytest.mark.parametrize(("grain", "roots"), [("trace", True), ("call", False)])
def test_the_grain_decides_what_a_row_is(show: Show, grain: str, roots: bool) -> None:
    rows = json.loads(show(*WEEK, "--grain", grain, "--limit", "5", "--json").stdout)["rows"]
    assert [row["span_id"].startswith("r") for row in rows] == [roots] * 5


def test_a_search_that_finds_nothing_is_an_answer(show: Show) -> None:
    result = show(*WEEK, "--search", "100% '; DROP TABLE spans; --")
    assert result.exit_code == 0, result.output
    assert "No calls contain “100% '; DROP TABLE spans; --”." in result.stdout
    rows = show(*WEEK, "--search", "nothing", "--csv").stdout.splitlines()
    assert [row.partition(",")[0] for row in rows] == ["trace_id"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--sort", "best"), 2, "'newest', 'oldest', 'cost', 'latency', 'score'"),
        (("--only", "bad"), 2, "'judged_low'"),
        (("--limit", "0"), 2, "1<=x<=1000"),
        (("--grain", "row"), 2, "'call', 'trace', 'span'"),
        (("--after", "x' OR 1=1"), 1, "“x' OR 1=1” is not a cursor of the order newest."),
        (("--after", ""), 1, "Give `earlier` or `later` of an answer with the same --sort."),
        (("--where", "geo"), 1, "is not a filter"),
        (("--where", "gep=BR"), 1, "Did you mean geo?"),
        (("--where", "cost_usd=much"), 1, "needs a number"),
        (("--compare", "2026-11-10..2026-11-11"), 1, "overlaps"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(
    show: Show, arguments: tuple[str, ...], code: int, words: str
) -> None:
    result = show("--from", "2026-11-08", "--to", "2026-11-14", *arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert words in result.stderr
    assert "Traceback" not in result.output


def test_a_cursor_of_another_order_is_refused(show: Show) -> None:
    # Shown from the start again, a loop over pages would never end.
    cursor = json.loads(show(*WEEK, "--sort", "cost", "--json").stdout)["earlier"]
    result = show(*WEEK, "--after", cursor)
    assert result.exit_code == 1
    assert "is not a cursor of the order newest" in result.stderr
