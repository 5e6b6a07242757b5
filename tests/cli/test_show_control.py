"""`tidegauge show control`: one chart as text, JSON and CSV; what cannot be read is one red sentence."""

import io
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from tests.control_calls import START, calls
from tidegauge.cli import main
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames
from tidegauge.workbench.baselines import BaselineOf, record_baseline
from tidegauge.workbench.engine import open_workbench

Show = Callable[..., Result]
SPAN = ("--from", "2026-09-01", "--to", "2026-10-30")


@pytest.fixture
def show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Show:
    """Run the command on 60 days whose error rate doubles on day 40."""
    frame = calls(60, lambda number: 0.02 if number < 40 else 0.05, a_day=1000)
    write_frames(tmp_path / "lake", {"spans": frame}, ImportRecord("c", "made by hand", START))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TIDEGAUGE_STORE", str(tmp_path / "lake"))

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["show", "control", *arguments])

    return run


def test_three_forms_say_the_same(show: Show) -> None:
    report = json.loads(show(*SPAN, "--json").stdout)
    frame = pl.read_csv(io.StringIO(show(*SPAN, "--csv").stdout))
    text = show(*SPAN).stdout
    assert report["chart"]["finding"]["verdict"] == "changed"
    assert frame["error_rate"].to_list() == [point["value"] for point in report["chart"]["points"]]
    assert report["chart"]["finding"]["sentence"] in text
    assert "one false signal in about" in text


def test_a_split_has_a_row_for_each_value_and_day(show: Show) -> None:
    frame = pl.read_csv(io.StringIO(show(*SPAN, "--by", "geo", "--csv").stdout))
    assert dict(frame.group_by("geo").len().iter_rows()) == {"BR": 60, "DE": 60}


def test_a_recorded_baseline_is_the_one_in_force(show: Show, tmp_path: Path) -> None:
    (tmp_path / "tidegauge-data").mkdir()
    engine = open_workbench("sqlite:///./tidegauge-data/workbench.sqlite")
    record_baseline(
        engine,
        BaselineOf("error_rate"),
        datetime(2026, 10, 11),
        datetime(2026, 10, 31),
        by="ana",
        at=datetime(2026, 10, 31, 9),
        reason="the new provider fails more often",
    )
    report = json.loads(show(*SPAN, "--json").stdout)
    assert report["chart"]["stages"][1]["frozen"]["by"] == "ana"
    assert report["chart"]["finding"]["verdict"] == "not_material"


@pytest.mark.parametrize("method", ["ewma", "cusum", "individuals"])
def test_other_charts_of_the_same_points(show: Show, method: str) -> None:
    report = json.loads(show(*SPAN, "--method", method, "--json").stdout)
    assert report["chart"]["method"] == method
    assert report["chart"]["finding"]["kind"] == f"control.{method}"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--metric", "eror_rate"), "Did you mean error_rate?"),
        (("--by", "gep"), "Did you mean geo?"),
        (("--method", "naive"), "“naive” is not a known control chart"),
        (("--method", "u"), "does not fit Error rate"),
        (("--rules", "1,9"), "1 to 8"),
        (("--baseline", "spring"), "is not a known baseline"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(show: Show, arguments: tuple[str, ...], words: str) -> None:
    result = show(*SPAN, *arguments)
    assert result.exit_code == 1
    assert words in result.stderr
    assert "Traceback" not in result.output
