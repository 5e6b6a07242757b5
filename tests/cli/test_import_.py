"""`tidegauge import`: what it prints, what it writes, how it exits."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from tidegauge.cli import main
from tidegauge.stores.lake.manifest import load

_ROWS = (
    "ts,country,latency_s,note\n"
    + "2026-11-01T10:00:00Z,DE,0.5,a\n2026-11-01T11:00:00Z,BR,0.25,\x1b[31mb\n" * 10
    + "2026-11-01T12:00:00Z,BR,x,\x1b[31mc\n"
)


@pytest.fixture
def run(tmp_path, monkeypatch):
    (tmp_path / "calls.csv").write_text(_ROWS)
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments: str):
        return CliRunner().invoke(main, ["import", *arguments, "--store", str(tmp_path / "lake")])

    return invoke


def test_without_a_map_it_shows_a_proposal_and_writes_nothing(run, tmp_path):
    result = run("calls.csv")
    assert result.exit_code == 2
    assert "duration_ms  latency_s * 1000" in result.output
    assert "DE | BR" in result.output
    assert "Nothing was written" in result.output
    assert not (tmp_path / "lake").exists()


def test_the_proposal_is_accepted_and_bad_rows_are_named(run, tmp_path):
    result = run("calls.csv", "--yes")
    assert result.exit_code == 0
    assert "21    20    0           1" in result.output
    assert "21   latency_s  x      not a number" in result.output
    assert "\x1b" not in result.output
    manifest = load(tmp_path / "lake")
    assert (manifest.rows("spans"), manifest.aliases["country"]) == (20, "geo")


def test_a_second_time_it_says_so(run):
    run("calls.csv", "--yes")
    assert "already imported" in run("calls.csv", "--yes").output


def test_flags_make_a_map(run, tmp_path):
    result = run("calls.csv", "--map", "start_time=ts", "--set", "environment=production", "--json")
    (found,) = json.loads(result.output)
    assert (found["record"]["kept"], found["record"]["quarantined"], found["already"]) == (21, 0, False)
    assert "latency_s" in load(tmp_path / "lake").columns["spans"]


def test_a_rehearsal_writes_nothing(run, tmp_path):
    result = run("calls.csv", "--dry-run")
    assert result.exit_code == 0
    assert "would read 21 rows, of which 1 are quarantined" in result.output
    assert not (tmp_path / "lake").exists()


def test_a_file_that_is_not_there_does_not_stop_the_next(run, tmp_path):
    result = run("nothing.csv", "calls.csv", "--yes")
    assert result.exit_code == 1
    assert "nothing.csv is not there" in result.output
    assert load(tmp_path / "lake").rows("spans") == 20


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("calls.csv", "--map", "geoo=country"), "Did you mean geo"),
        (("calls.csv", "--map", "start_time=tss"), "Did you mean ts"),
        (("calls.csv", "--map", "geo=country"), "which is required"),
        (("calls.csv", "--store", "mysql://x/y"), "writes into a folder, PostgreSQL or"),
        (("calls.csv", "--map-file", "absent.toml"), "cannot be read as a map file"),
    ],
)
def test_mistakes_are_named(run, arguments, message):
    result = CliRunner().invoke(main, ["import", *arguments])
    assert result.exit_code == 1
    assert message in result.output


def test_what_a_map_leaves_out_is_pointed_out(run):
    assert (
        "Not mapped, though their names look like fields: latency_s (duration_ms), country (geo). "
        "Add --map for them, or leave --map out to see the proposal."
    ) in run("calls.csv", "--map", "start_time=ts").output


def test_a_status_told_from_the_error_is_said(run, tmp_path):
    (tmp_path / "e.csv").write_text("ts,error\n2026-11-01,Timeout\n2026-11-01,\n")
    assert "it is error where error_type is recorded" in run("e.csv", "--yes").output


def test_latin_1_is_told_how_to_convert(run, tmp_path):
    (tmp_path / "l.csv").write_bytes("ts,note\n2026-11-01,Müller\n2026-11-01,x\n".encode("latin1"))
    assert "iconv -f latin1 -t utf-8" in run("l.csv", "--yes").output


def test_a_store_that_cannot_be_written_is_named(run, tmp_path):
    for folder in (tmp_path / "calls.csv" / "sub", "/proc/foo"):
        result = CliRunner().invoke(main, ["import", "calls.csv", "--yes", "--store", str(folder)])
        assert (result.exit_code, result.exception.__class__) == (1, SystemExit)
        assert "Nothing can be written to the store" in result.output


def test_a_reader_that_fails_lets_the_process_end(tmp_path):
    path = tmp_path / "quote.csv"
    path.write_text('ts,b\n2026-11-01,"x\n' + "2026-11-01,y\n" * 1_500_000)
    command = [
        sys.executable,
        "-c",
        "from tidegauge.cli import main; main()",
        "import",
        str(path),
        "--yes",
        "--store",
        str(tmp_path / "lake"),
    ]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr.count("\n")) == (1, 1), result.stderr
    assert "A quote may be opened" in result.stderr


def test_a_file_of_bad_rows_only_is_a_failure(run, tmp_path):
    (tmp_path / "bad.csv").write_text("start_time\nsoon\n")
    assert run("bad.csv", "--map", "name=start_time", "--map", "start_time=start_time").exit_code == 1
