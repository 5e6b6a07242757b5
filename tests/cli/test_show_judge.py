"""`tidegauge show judge`: text, JSON and CSV of one report, and what it refuses."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.judge_lake import END, judge_frames
from tidegauge.cli import main
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("judged") / "lake"
    write_frames(folder, judge_frames(), ImportRecord("judged", "judged.parquet", END))
    return folder


def shown(lake: Path, *arguments: str) -> Result:
    window = ("--from", "2026-11-14", "--to", "2026-11-20")
    return CliRunner().invoke(main, ["show", "judge", "--store", str(lake), *window, *arguments])


def test_text_json_and_csv_tell_the_same(judged: Path) -> None:
    text, found, table = (shown(judged, *form) for form in ((), ("--json",), ("--csv",)))
    assert text.exit_code == found.exit_code == table.exit_code == 0, text.output
    report = json.loads(found.stdout)
    assert report["findings"][0]["sentence"] in text.stdout
    rows = list(csv.DictReader(io.StringIO(table.stdout)))
    assert [row["evaluator"] for row in rows] == [one["evaluator"] for one in report["versions"]]
    for key in ("changes", "raw_lines", "corrected_lines", "ruler", "agreement", "biases", "sampling"):
        assert report[key]
    assert report["findings"][0]["verdict"] == "not_comparable"
    assert "unparsable" in text.stdout


def test_it_is_divided_by_a_dimension(judged: Path) -> None:
    report = json.loads(shown(judged, "--by", "geo", "--json").stdout)
    assert {one["segment"] for one in report["segments"]} == {"BR", "DE", "US"}


def test_an_unknown_dimension_is_refused(judged: Path) -> None:
    result = shown(judged, "--by", "goe")
    assert result.exit_code == 1
    assert "Did you mean geo?" in result.output


def test_an_unknown_score_is_refused_with_those_that_there_are(judged: Path) -> None:
    result = shown(judged, "--score", "tone")
    assert result.exit_code == 1
    assert "“tone” is not a known score. There are: correctness." in result.output


def test_an_unknown_judge_is_refused_with_those_that_there_are(judged: Path) -> None:
    result = shown(judged, "--judge", "r9")
    assert result.exit_code == 1
    assert "“r9” is not a known judge. There are: judge-lm rubric r3, judge-lm rubric r4." in result.output
