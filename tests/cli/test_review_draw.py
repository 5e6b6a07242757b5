"""`tidegauge review draw --kind ...` and what stands around it, as commands."""

import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from tests.conftest import END
from tidegauge.cli import main
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames


@pytest.fixture
def store(tmp_path: Path, frames: dict[str, pl.DataFrame], monkeypatch: pytest.MonkeyPatch) -> str:
    spans = frames["spans"].with_columns(output_text=pl.lit("because"), input_text=pl.lit("why?"))
    write_frames(tmp_path / "lake", {**frames, "spans": spans}, ImportRecord("one", "one.parquet", END))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TIDEGAUGE_WORKBENCH", f"sqlite:///{tmp_path / 'workbench.sqlite'}")
    return str(tmp_path / "lake")


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["review", *words])


def batches() -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(run("list", "--json").stdout)
    return found


def test_a_dry_run_says_what_and_how_precise_and_records_nothing(store: str) -> None:
    told = run(
        "draw", "--kind", "stratified", "--by-value", "geo", "--n", "90", "--store", store, "--dry-run"
    )
    assert told.exit_code == 0, told.output
    assert "at random within each of 4 values of geo, equally many of each" in told.stdout
    assert "They give the share of all sessions within ±9 pt" in told.stdout
    assert batches() == []


def test_the_scale_is_the_one_that_people_label_on_already(
    store: str, frames: dict[str, pl.DataFrame]
) -> None:
    human = frames["scores"].filter(pl.col("source") == "human")
    marks = human.with_columns(value=pl.lit(4.0), name=pl.lit("correctness"), evaluator=pl.lit("zoe"))
    marks.write_parquet("marks.parquet")
    brought = CliRunner().invoke(
        main, ["import", "marks.parquet", "--table", "scores", "--store", store, "--yes"]
    )
    assert brought.exit_code == 0, brought.output
    told = run("draw", "--kind", "flagged", "--n", "5", "--store", store, "--by", "lea")
    assert told.exit_code == 0, told.output
    assert "answers become correctness (1 to 5)" in told.stdout
    assert "How good is this answer: correctness?" in told.stdout


def test_a_batch_with_its_kind_people_and_plan(store: str) -> None:
    told = run(
        *(
            "draw",
            "--kind",
            "flagged",
            "--n",
            "20",
            "--store",
            store,
            "--reviewer",
            "ana",
            "--reviewer",
            "ben",
        ),
        *("--assigned", "--people", "3", "--overlap", "0.5", "--label", "usable", "--by", "lea"),
    )
    assert told.exit_code == 0, told.output
    (batch,) = batches()
    assert (batch["kind"], batch["by"]) == ("flagged", "lea")
    assert "flagged, " in told.stdout
    asked = run("ask", "1", "--reviewer", "cas")
    assert asked.stdout == "Batch 1 is reviewed by ana, ben, cas.\n"


def test_the_same_twice_needs_to_be_said(store: str) -> None:
    words = ("draw", "--n", "30", "--store", store)
    assert run(*words).exit_code == 0
    again = run(*words)
    assert again.exit_code == 1
    assert "Batch 1 is the same already: 30 sessions of this filter" in again.stderr
    assert "--again" in again.stderr
    assert run(*words, "--again").exit_code == 0
    assert [batch["id"] for batch in batches()] == [2, 1]


def test_known_answers_come_from_a_table(store: str) -> None:
    pl.DataFrame({"span_id": ["c1", "c2"], "value": [1, 0], "reason": ["clear", None]}).write_csv("known.csv")
    told = run("draw", "--n", "30", "--store", store, "--known", "known.csv", "--seed", "s")
    assert told.exit_code == 0, told.output
    run("export", "1", "--store", store, "--csv", "sheet.csv")
    assert pl.read_csv("sheet.csv").height == 32
    pl.DataFrame({"span": ["c1"]}).write_csv("bad.csv")
    bad = run("draw", "--n", "30", "--store", store, "--known", "bad.csv")
    assert "has no column span_id, value" in bad.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--kind", "versions"), "Two versions are needed"),
        (("--kind", "stratified", "--by-value", "gio"), "geo"),
        (("--kind", "nothing"), "stratified"),
        (("--kind", "disagreement", "--score", "tone"), "tone"),
        (("--rubric", "none"), "rubric"),
    ],
)
def test_what_cannot_be_drawn_says_why(store: str, words: tuple[str, ...], said: str) -> None:
    told = run("draw", "--store", store, *words)
    assert told.exit_code != 0
    assert said in told.stderr
    assert "Traceback" not in told.stderr


def test_how_many_reviews_a_precision_takes() -> None:
    """Authority: 1.96^2 / 4 / 0.07^2 = 196, and of 500 with the finite population's correction 142 (Cochran, 1977)."""
    assert run("size", "7").stdout == "196 reviews at random give ±7 pt.\n"
    assert run("size", "7", "--of", "500").stdout == "142 reviews at random give ±7 pt.\n"
