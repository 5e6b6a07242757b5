"""`tidegauge review` from the draw to the score that a person gave, as commands."""

import json
import shutil
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from tidegauge.cli import main
from tidegauge.queries.relation import table
from tidegauge.reports.source import Source
from tidegauge.stores import open_store
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames


@pytest.fixture
def store(tmp_path: Path, frames: dict[str, pl.DataFrame], monkeypatch: pytest.MonkeyPatch) -> str:
    """A store of one's own, and a workbench beside it."""
    spans = frames["spans"].with_columns(output_text=pl.lit("=HYPERLINK(1)"), input_text=pl.lit("why?"))
    folder = tmp_path / "lake"
    write_frames(
        folder, {**frames, "spans": spans}, ImportRecord("one", "one.parquet", spans["start_time"].max())
    )  # type: ignore[arg-type]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TIDEGAUGE_WORKBENCH", f"sqlite:///{tmp_path / 'workbench.sqlite'}")
    return str(folder)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["review", *words])


def drawn(store: str, *more: str) -> Result:
    return run(
        "draw", "--n", "30", "--store", store, "--where", "geo=BR", "--seed", "spring", "--by", "ana", *more
    )


def test_from_the_draw_to_the_label(store: str, source: Source) -> None:
    assert drawn(store).exit_code == 0
    listed = run("list")
    assert "1  30 at random: Was the person satisfied with the answers?" in listed.stdout
    assert "seed spring" in listed.stdout
    exported = run("export", "30 at random", "--store", store, "--csv", "sheet.csv")
    assert "30 rows are in sheet.csv" in exported.stderr
    sheet = pl.read_csv("sheet.csv", infer_schema=False)
    assert set(sheet["output"]) == {"'=HYPERLINK(1)"}
    sheet.with_columns(value=pl.lit("1"), reviewer=pl.lit("ben")).write_csv("filled.csv")
    told = run("import", "filled.csv", "--store", store)
    assert (told.exit_code, told.stdout) == (0, "filled.csv: 30 new\n")
    again = run("import", "filled.csv", "--store", store)
    assert "already imported" in again.stdout
    found = CliRunner().invoke(main, ["show", "trace", sheet["trace_id"][0], "--store", store, "--json"])
    said = [one for one in json.loads(found.stdout)["said"] if one["what"] == "satisfied"]
    assert [(one["source"], one["by"], one["value"]) for one in said] == [("human", "ben", 1.0)]


def test_two_batches_give_each_label_the_chance_of_both(store: str, frames: dict[str, pl.DataFrame]) -> None:
    """Authority: the sessions of each population, counted here."""
    window = ("--window", "last 7 days", "--store", store, "--by", "ana")
    assert run("draw", "--n", "30", *window).exit_code == 0
    assert run("draw", "--n", "20", "--where", "geo=BR", *window).exit_code == 0
    population = {one["id"]: one["of"]["population"] for one in json.loads(run("list", "--json").stdout)}
    parts = []
    for number, answered in ((1, 30), (2, 10)):
        run("export", str(number), "--store", store, "--csv", "sheet.csv")
        filled = pl.read_csv("sheet.csv", infer_schema=False).head(answered)
        parts.append(filled.with_columns(value=pl.lit("1"), reviewer=pl.lit("ben")))
        parts[-1].write_csv(f"filled{number}.csv")
        told = run("import", f"filled{number}.csv", "--store", store)
        assert told.exit_code == 0
    assert "older ones with a new chance" in told.stdout
    spans = frames["spans"].filter(pl.col("kind") == "model")
    # The window ends with the hour of the newest row.
    begin = spans["start_time"].max().replace(minute=0, second=0, microsecond=0) - timedelta(days=7, hours=-1)
    brazil = set(spans.filter(pl.col("start_time") >= begin, pl.col("geo") == "BR")["session_id"])
    assert len(brazil - {None}) == population[2]
    of_all, of_brazil = 30 / population[1], 10 / population[2]
    for row in pl.concat(parts).iter_rows(named=True):
        both = 1 - (1 - of_all) * (1 - of_brazil)
        expected = both if row["session_id"] in brazil else of_all
        found = said_of(store, row["span_id"])
        assert {round(one, 9) for one in found} == {round(expected, 9)}


def test_the_list_says_how_far_each_batch_is(store: str) -> None:
    """Authority: what the test drew and labelled itself."""
    assert drawn(store, "--reviewer", "ann", "--reviewer", "bob", "--overlap", "1").exit_code == 0
    row = json.loads(run("list", "--json").stdout)[0]
    assert (row["items"], row["wanted"], row["done"], row["reviewers"]) == (30, 60, 0, ["ann", "bob"])
    assert (row["rubric_name"], row["open_since"], row["kind"]) == (None, row["at"], "random")
    head, line, *_ = run("list").stdout.splitlines()
    for word in ("labels", "items", "reviewers", "rubric", "kind", "open since"):
        assert word in head
    for word in ("0 of 60", "30", "ann, bob", "none", "random", row["at"][:10]):
        assert word in line


def said_of(store: str, span: str) -> list[float]:
    opened = open_store(store)
    scores = table(opened.catalog(), "scores").c
    query = sa.select(scores.inclusion_probability).where(scores.span_id == span, scores.name == "satisfied")
    return opened.read(query.where(scores.source == "human"))["inclusion_probability"].to_list()


def test_two_machines_draw_the_same(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn(store)
    one = run("export", "1", "--store", store).stdout
    monkeypatch.setenv("TIDEGAUGE_WORKBENCH", "sqlite:///another.sqlite")
    drawn(store)
    assert run("export", "1", "--store", store).stdout == one
    assert json.loads(run("list", "--json").stdout)[0]["of"]["seed"] == "spring"


def test_a_file_of_which_no_row_can_be_used_fails(store: str) -> None:
    drawn(store)
    Path("bad.csv").write_text("batch,span_id,value,reviewer\n1,nope,1,ben\n")
    told = run("import", "bad.csv", "--store", store)
    assert told.exit_code == 1
    assert "not in the review batch" in told.stdout


def test_there_is_nothing_to_list_at_first(store: str) -> None:
    assert "There is no review batch yet" in run("list").stdout
    assert run("export", "1", "--store", store).exit_code == 1


def test_a_stores_own_batches_are_listed_however_it_is_spelled(store: str, tmp_path: Path) -> None:
    drawn(store)
    other = shutil.copytree(store, tmp_path / "other")
    drawn(str(other))
    ids = {
        name: [one["id"] for one in json.loads(run("list", "--json", "--store", name).stdout)]
        for name in (store, "./lake", str(other))
    }
    assert ids == {store: [1], "./lake": [1], str(other): [2]}
    assert len(json.loads(run("list", "--json").stdout)) == 2
    assert run("list", "--store", "nowhere").exit_code == 1
