"""Pages over another tool's store: which one it is, its projects, its own scores, and a table without empty columns."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app import state
from tests.app.app_run import html, open_page
from tidegauge.settings import Settings

PROJECTS = "SELECT name FROM projects WHERE id IN (SELECT project_rowid FROM traces)"


@pytest.fixture
def opened(shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., AppTest]]:
    monkeypatch.chdir(tmp_path)
    shutil.copy(shared / "fixtures" / "phoenix.db", tmp_path)
    state.use(Settings(store="sqlite:///phoenix.db", workbench=f"sqlite:///{tmp_path / 'own.sqlite'}"))

    def run(page: str, **query: str) -> AppTest:
        app = open_page(page, **query)
        assert not app.exception
        return app

    yield run
    state.use(Settings())


def line(app: AppTest) -> str:
    (found,) = (
        block.proto.body for block in app.get("html") if block.proto.body.startswith('<div class="tg-words')
    )
    return found


@pytest.mark.parametrize("page", ["watch/overview.py", "watch/segments.py", "respond/traces.py"])
def test_the_words_say_the_store_and_that_its_projects_are_mixed(
    opened: Callable[..., AppTest], page: str
) -> None:
    with closing(sqlite3.connect("phoenix.db")) as phoenix:
        projects = [name for (name,) in phoenix.execute(PROJECTS)]
    app = opened(page)
    assert line(app).endswith(f" · phoenix.db · {len(projects)} projects mixed</div>")
    chips = app.multiselect(key="where").options[: len(projects)]
    assert set(chips) == {f"project = {name}" for name in projects}
    chosen = opened(page, where=chips[0])
    assert line(chosen).endswith(" · phoenix.db</div>")


def test_the_store_s_own_scores_are_key_numbers(opened: Callable[..., AppTest]) -> None:
    shown = html(opened("watch/overview.py"))
    assert "<div>Relevance score</div>" in shown
    assert "<div>Answer format ok score</div>" in shown


def test_columns_without_anything_give_way_in_the_table_of_traces(opened: Callable[..., AppTest]) -> None:
    table = opened("respond/traces.py", window="all data").dataframe[0].value
    assert "Feature" not in table.columns
    assert {"Status", "Version", "Signals", "Trace"} <= set(table.columns)
    assert set(table["Signals"]) <= {"", "▲ up", "▼ down"}
    assert "✕ APITimeout" in set(table["Status"])
