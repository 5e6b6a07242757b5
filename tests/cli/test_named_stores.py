"""The commands that write take a store's name in `[stores]` as those that read do."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tidegauge.cli import main
from tidegauge.stores import open_store

SETTINGS = """
[stores]
shop = "shop-lake"
phoenix = "sqlite:///phoenix.db"
"""
ROWS = "ts,country\n2026-11-01T10:00:00Z,DE\n2026-11-01T11:00:00Z,BR\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tidegauge.toml").write_text(SETTINGS)
    (tmp_path / "calls.csv").write_text(ROWS)
    return tmp_path


def invoke(*arguments: str) -> Result:
    result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code == 0, result.output
    return result


def spans(address: str) -> int:
    return open_store(address).catalog().rows["spans"]


def test_a_file_is_imported_into_a_named_store(here: Path) -> None:
    invoke("import", "calls.csv", "--yes", "--store", "shop")
    assert spans("shop-lake") == 2
    assert not (here / "shop").exists()


@pytest.mark.usefixtures("without_the_demos_workbench")
def test_a_demo_is_written_into_a_named_store(here: Path) -> None:
    invoke("demo", "--store", "shop", "--calls", "1000", "--end", "2026-11-20", "--no-serve")
    assert spans("shop-lake") > 1000
    assert not (here / "shop").exists()


def test_a_named_store_is_copied_into_another(here: Path, shared: Path) -> None:
    shutil.copy(shared / "fixtures" / "phoenix.db", here)
    found = json.loads(invoke("sync", "phoenix", "--into", "shop", "--json").stdout)
    assert found["product"] == "Arize Phoenix on SQLite"
    assert spans("shop-lake") == found["tables"]["spans"]["added"] == 1015


def test_spans_are_received_into_a_named_store(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("uvicorn", reason="no uvicorn: it is in the extra tidegauge[collect]")
    from tidegauge.collect import server

    told = []
    monkeypatch.setattr(
        server, "collect", lambda options, _listening, _say, receiving: told.append((options, receiving))
    )
    invoke("collect", "--store", "shop", "--port", "9201")
    ((options, receiving),) = told
    assert (options.store, str(options.journal)) == ("shop-lake", "shop-lake.journal")
    assert "into shop-lake." in receiving
