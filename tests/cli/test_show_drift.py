"""`tidegauge show drift`: text, JSON and CSV of one report, and what it refuses."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tidegauge.cli import main


def shown(lake: Path, *arguments: str) -> Result:
    window = ("--from", "2026-11-08", "--to", "2026-11-14")
    return CliRunner().invoke(main, ["show", "drift", "--store", str(lake), *window, *arguments])


def test_text_json_and_csv_tell_the_same(lake_folder: Path) -> None:
    text, found, table = (shown(lake_folder, *form) for form in ((), ("--json",), ("--csv",)))
    assert text.exit_code == found.exit_code == table.exit_code == 0, text.output
    report = json.loads(found.stdout)
    rows = list(csv.DictReader(io.StringIO(table.stdout)))
    assert len(rows) == len(report["rows"])
    assert [row["sentence"] for row in rows] == [row["sentence"] for row in report["rows"]]
    assert report["findings"][0]["sentence"] in text.stdout
    assert report["rows"][0]["tests"][0]["name"]
    assert sum(report["counts"].values()) == len(rows)


def test_it_is_divided_by_a_dimension(lake_folder: Path) -> None:
    report = json.loads(shown(lake_folder, "--by", "geo", "--json").stdout)
    assert report["rows"][0]["segment"] == {"geo": "BR"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--by", "gep"), "Did you mean geo?"),
        (("--together",), "at most 24 hours, not 7 days"),
        (("--together", "--by", "geo"), "leave out --by"),
        (("--compare", "prevous"), "Did you mean previous?"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(
    lake_folder: Path, arguments: tuple[str, ...], said: str
) -> None:
    found = shown(lake_folder, *arguments)
    assert found.exit_code != 0
    assert said in " ".join(found.output.split())
    assert "Traceback" not in found.output
