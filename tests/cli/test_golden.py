"""`tidegauge golden` and `tidegauge labels` from draw to file. Authority: the labels that the test gave itself."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from tests.agreement_lake import END, labels, spans
from tidegauge.cli import main
from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.reports.source import Source
from tidegauge.review.adjudication import adjudicate
from tidegauge.review.loop import claim_next, commit
from tidegauge.stores import open_store
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames
from tidegauge.workbench.engine import open_workbench
from tidegauge.workbench.labels import Said
from tidegauge.workbench.review_plans import plan_of

Run = Callable[..., Result]
AT = END + timedelta(hours=6)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return run(*words): the command on a lake with twelve disagreements, of which five are decided."""
    calls = spans(60, output_text=["so"] * 60).with_columns(
        status=pl.lit("ok"), model_version=pl.lit("aster-1")
    )
    first = [float(number % 2) for number in range(60)]
    second = [1 - one if number % 5 == 0 else one for number, one in enumerate(first)]
    lake = tmp_path / "lake"
    scores = labels(calls, {"ana": first, "jon": second})
    write_frames(lake, {"spans": calls, "scores": scores}, ImportRecord("a", "a", END))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TIDEGAUGE_STORE", str(lake))
    monkeypatch.setenv("TIDEGAUGE_WORKBENCH", f"sqlite:///{tmp_path / 'workbench.sqlite'}")
    engine = open_workbench(f"sqlite:///{tmp_path / 'workbench.sqlite'}")
    asked = TraceFilter(Population(Window(END - timedelta(days=28), END)))
    batch = adjudicate(engine, Source(open_store(str(lake))), asked, {}, "correctness", by="lead", at=AT)
    for number, value in enumerate([1.0, 0.0, 1.0, None, 1.0]):
        now = AT + timedelta(seconds=10 * number)
        place = claim_next(engine, batch, plan_of(engine, batch.id), "lead", now)
        assert place is not None
        commit(engine, batch, place, "lead", Said(value, "=it says so"), now)
    engine.dispose()

    def ran(*words: str) -> Result:
        return CliRunner().invoke(main, words, catch_exceptions=False)

    return ran


def test_from_decisions_to_a_file(run: Run, tmp_path: Path) -> None:
    empty = run("golden", "list")
    assert "There is no golden set yet" in empty.output
    added = run("golden", "add", "support", "--batch", "1", "--by", "lena")
    assert added.exit_code == 0, added.output
    # Five were decided, and of one of them that nobody can judge it.
    assert "4 items are new or changed." in added.output
    assert "4 enter" in added.output
    assert "failure" in added.output
    again = run("golden", "add", "support", "--batch", "1", "--by", "lena")
    assert "0 items are new" in again.output
    assert "failure" not in again.output
    dry = run("golden", "freeze", "support", "--dry-run", "--by", "lena")
    assert "is frozen" not in dry.output
    assert "failure" in dry.output
    frozen = run("golden", "freeze", "support", "--by", "lena")
    assert "support@1 is frozen: 4 items, SHA-256" in frozen.output
    # The items were listed when they were added: here they are counted.
    assert "4 enter" in frozen.output
    assert "failure" not in frozen.output
    listed = json.loads(run("golden", "list", "--json").output)
    assert [(one["name"], one["items"], one["versions"][0]["by"]) for one in listed] == [
        ("support", 4, "lena")
    ]
    assert "v1  4 items" in run("golden", "list").output
    out = tmp_path / "golden.jsonl"
    assert run("golden", "export", "support@1", "--to", str(out), "--by", "lena").exit_code == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [(one["score"], one["decided_by"], one["reason"]) for one in rows] == [
        ("correctness", "lead", "=it says so")
    ] * 4
    assert sorted(one["value"] for one in rows) == [0.0, 1.0, 1.0, 1.0]
    assert {one["facts"]["model_version"] for one in rows} == {"aster-1"}
    span = rows[0]["span_id"]
    assert "1 items are out" in run("golden", "remove", "support", "--span", span, "--by", "lena").output
    assert "1 leave" in run("golden", "freeze", "support", "--by", "lena").output
    shown = json.loads(run("show", "golden", "--set", "support@1", "--window", "all data", "--json").output)
    assert (shown["golden_set"], shown["version"], shown["items"], shown["answers"]) == ("support", 1, 4, 4)


def test_an_export_says_what_it_leaves_out(run: Run, tmp_path: Path) -> None:
    for words in (("add", "support", "--batch", "1"), ("freeze", "support")):
        assert run("golden", *words, "--by", "lena").exit_code == 0
    to = ("--to", str(tmp_path / "evals"), "--by", "lena")
    told = run("golden", "export", "support", "--format", "openai-evals", *to)
    assert "1 item is not in samples.jsonl: the answer fails" in told.output
    assert len((tmp_path / "evals" / "samples.jsonl").read_text(encoding="utf-8").splitlines()) == 3


def test_mistakes_are_said(run: Run, tmp_path: Path) -> None:
    for words, said in (
        (("golden", "freeze", "support"), "nothing to freeze"),
        (("golden", "export", "support", "--to", str(tmp_path / "x")), "No golden set is frozen yet"),
        (("show", "golden"), "No golden set is frozen yet"),
        (("golden", "add", "a/b", "--batch", "1"), "cannot name a golden set"),
    ):
        result = run(*words)
        assert (result.exit_code, said in result.output) == (1, True), result.output


def test_labels_export_is_the_same_twice_and_inert_in_a_spreadsheet(run: Run, tmp_path: Path) -> None:
    for shape in ("csv", "jsonl", "parquet"):
        paths = [tmp_path / f"{place}.{shape}" for place in range(2)]
        for path in paths:
            assert run("labels", "export", "--format", shape, "--to", str(path)).exit_code == 0
        assert paths[0].read_bytes() == paths[1].read_bytes()
    frame = pl.read_parquet(tmp_path / "0.parquet")
    assert frame["label"].to_list() == ["adjudicated"] * 5
    assert frame["value"].to_list() == [1.0, 0.0, 1.0, None, 1.0]
    assert frame["comment"].to_list() == ["=it says so"] * 5
    assert "'=it says so" in run("labels", "export").output


def test_labels_import_counts_what_came(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "theirs.csv"
    path.write_text("span_id,label,reviewer\ns1,pass,ana\ns2,fail,ana\nzz,pass,ana\n", encoding="utf-8")
    result = run("labels", "import", str(path), "--score", "usable")
    assert result.exit_code == 0, result.output
    assert "not a span of the store" in result.output
    assert "theirs.csv: 3 labels read: 2 taken, 1 refused." in result.output
    again = run("labels", "import", str(path), "--score", "usable")
    assert "already" in again.output
    report = json.loads(
        run("show", "agreement", "--score", "usable", "--window", "all data", "--json").output
    )
    assert [one["labels"] for one in report["scores"] if one["name"] == "usable"] == [2]


def test_a_push_to_nobody_is_said(run: Run) -> None:
    result = run("labels", "push", "--to", "phoenix", "--url", "http://me:secret@127.0.0.1:9")
    assert (result.exit_code, "does not answer at http://127.0.0.1:9" in result.output) == (1, True)
    assert "secret" not in result.output
