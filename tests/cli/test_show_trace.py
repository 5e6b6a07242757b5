"""`tidegauge show trace`: one trace as text, JSON and CSV; an id that is not there is said, with the way to the ids."""

import io
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from tidegauge.cli import main
from tidegauge.reports.source import Source

Show = Callable[..., Result]
HOSTILE = "\x1b[2J\x00<script>'; DROP TABLE spans; --\u202e"


@pytest.fixture
def show(lake_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Show:
    """Run the command on the small lake, away from anybody's settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TIDEGAUGE_STORE", str(lake_folder))

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["show", "trace", *arguments])

    return run


@pytest.fixture(scope="session")
def failed(calls: pl.DataFrame) -> dict[str, object]:
    """The first failed call that a judge scored."""
    judged = calls.gather_every(3).gather_every(4)
    return judged.filter(pl.col("status") == "error").row(0, named=True)


def test_three_forms_say_the_same(show: Show, failed: dict[str, object]) -> None:
    trace_id, spans = str(failed["trace_id"]), [failed["parent_span_id"], failed["span_id"]]
    report = json.loads(show(trace_id, "--json").stdout)
    assert [row["span_id"] for row in report["spans"]] == spans
    assert [row["depth"] for row in report["spans"]] == [0, 1]
    csv = pl.read_csv(io.StringIO(show(trace_id, "--csv").stdout))
    assert csv.select("span_id", "depth", "duration_ms").rows() == [
        (spans[0], 0, 5000.0),
        (spans[1], 1, failed["duration_ms"]),
    ]
    text = show(trace_id).stdout
    assert "The model failed after" in text
    assert all(f"{span_id}  " in text for span_id in spans)


def test_the_span_and_what_was_said_of_it_are_those_of_the_frames(
    show: Show, failed: dict[str, object]
) -> None:
    report = json.loads(show(str(failed["trace_id"]), "--json").stdout)
    assert (report["found"], report["failed"], report["rootless"]) == (True, True, False)
    chosen = report["selected"]
    assert (chosen["span_id"], chosen["status"]) == (failed["span_id"], "error")
    for name in ("device", "cost_usd", "duration_ms", "session_id", "prediction"):
        assert chosen["attributes"][name] == failed[name]
    scores = [(one["source"], one["by"], one["value"]) for one in report["said"] if one["table"] == "scores"]
    assert ("human", "ann", 1.0) in scores
    assert len(scores) == 2


def test_the_session_is_that_of_the_frame(show: Show, failed: dict[str, object], calls: pl.DataFrame) -> None:
    at = failed["start_time"]
    assert isinstance(at, datetime)
    near = (pl.col("start_time") - at).abs() <= pl.duration(days=7)
    beside = calls.filter(pl.col("session_id") == failed["session_id"], near).sort("start_time", "trace_id")
    report = json.loads(show(str(failed["trace_id"]), "--json").stdout)
    assert [one["trace_id"] for one in report["session"]] == beside["trace_id"].to_list()


def test_a_span_can_be_chosen(show: Show, failed: dict[str, object]) -> None:
    root = str(failed["parent_span_id"])
    report = json.loads(show(str(failed["trace_id"]), "--span", root, "--json").stdout)
    assert (report["selected"]["span_id"], report["selected"]["kind"]) == (root, "chain")


@pytest.mark.parametrize("trace_id", ["nope", "T0", HOSTILE, ""])
@pytest.mark.parametrize("form", [(), ("--json",), ("--csv",)], ids=" ".join)
def test_an_id_that_is_not_there_is_an_error(show: Show, trace_id: str, form: tuple[str, ...]) -> None:
    result = show(*form, "--", trace_id)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "There is no trace “" in result.stderr
    assert "tidegauge show traces, lists the ids." in result.stderr
    assert not {"\x1b", "\x00", "\u202e"} & set(result.stderr)


def test_hostile_names_are_shown_and_not_obeyed(written: Callable[..., Source], tmp_path: Path) -> None:
    columns = {
        "trace_id": HOSTILE,
        "span_id": HOSTILE,
        "name": HOSTILE,
        "kind": "tool",
        "error_type": HOSTILE,
    }
    written(pl.DataFrame({**columns, "status": "error", "start_time": [datetime(2026, 11, 9)]}))
    arguments = ["show", "trace", "--store", str(tmp_path / "own"), "--", HOSTILE]
    text = CliRunner().invoke(main, arguments)
    assert text.exit_code == 0, text.output
    assert not {"\x1b", "\x00", "\u202e"} & set(text.stdout)
    assert "\\x1b[2J\\x00<script>" in text.stdout
    arguments.insert(2, "--json")
    assert json.loads(CliRunner().invoke(main, arguments).stdout)["selected"]["name"] == HOSTILE


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "Missing argument 'TRACE_ID'"),
        (("t1", "--spam", "x"), 2, "No such option"),
        (("t1", "--store", "mysql+nothing://x"), 1, "mysql+nothing"),
        (("t1", "--config", "missing.toml"), 1, "missing.toml"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(
    show: Show, arguments: tuple[str, ...], code: int, words: str
) -> None:
    result = show(*arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert words in result.stderr
    assert "Traceback" not in result.output
