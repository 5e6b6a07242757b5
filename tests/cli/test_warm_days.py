"""The days are counted after an import, and nothing that goes wrong there makes the import fail."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tidegauge.cli import main
from tidegauge.errors import StoreError
from tidegauge.reports import ahead
from tidegauge.reports.ahead import Ahead

ROWS = "trace_id,start_time,kind\n" + "".join(
    f"t{minute},2026-11-01T10:{minute:02}:00Z,model\n" for minute in range(9)
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that were asked ahead."""
    pages: list[str] = []

    def questions(*_: object) -> Iterator[Ahead]:
        yield Ahead("Overview", lambda: pages.append("Overview"))
        yield Ahead("Drift", lambda: pages.append("Drift"))

    monkeypatch.setattr(ahead, "pays", lambda _: True)
    monkeypatch.setattr(ahead, "questions_ahead", questions)
    return pages


def run(tmp_path: Path, *flags: str) -> Result:
    (tmp_path / "calls.csv").write_text(ROWS)
    store = ["--store", str(tmp_path / "lake")]
    return CliRunner().invoke(main, ["import", str(tmp_path / "calls.csv"), "--yes", *store, *flags])


def test_the_days_are_counted_once_after_rows_were_written(tmp_path: Path, asked: list[str]) -> None:
    first = run(tmp_path)
    assert first.exit_code == 0, first.output
    assert asked == ["Overview", "Drift"]
    assert "Counted the days ahead for 2 reports" in first.output
    assert run(tmp_path).exit_code == 0
    assert asked == ["Overview", "Drift"]


@pytest.mark.parametrize("flag", ["--no-ahead", "--dry-run"])
def test_it_can_be_left_out(tmp_path: Path, asked: list[str], flag: str) -> None:
    assert run(tmp_path, flag).exit_code == 0
    assert asked == []


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (StoreError("The disk is full."), "The disk is full."),
        (KeyboardInterrupt(), "Stopped."),
        (ValueError("odd"), "odd"),
    ],
)
def test_no_trouble_fails_the_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: BaseException, said: str
) -> None:
    def raised(*_: object) -> bool:
        raise trouble

    monkeypatch.setattr(ahead, "pays", raised)
    result = run(tmp_path)
    assert result.exit_code == 0
    assert said in result.output


def test_a_small_store_is_not_asked(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 0
    assert "ahead" not in result.output


def test_they_can_be_counted_at_any_time(tmp_path: Path, asked: list[str]) -> None:
    run(tmp_path, "--no-ahead")
    result = CliRunner().invoke(main, ["ahead", "--store", str(tmp_path / "lake")])
    assert result.exit_code == 0, result.output
    assert asked == ["Overview", "Drift"]
    assert "Counted the days ahead for 2 reports" in result.output


def test_a_small_store_says_that_there_is_nothing_to_count(tmp_path: Path) -> None:
    run(tmp_path)
    result = CliRunner().invoke(main, ["ahead", "--store", str(tmp_path / "lake")])
    assert result.exit_code == 0
    assert "Nothing to count ahead" in result.output


def test_a_store_that_is_not_there_is_said(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["ahead", "--store", str(tmp_path / "none")])
    assert result.exit_code != 0
    assert "There is no store at" in result.output
