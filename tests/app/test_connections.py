"""The page Connections: stores that hold nothing yet, and names that were chosen to break it."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app import state
from app.components.connections.detail import _projects
from tests.app.app_run import html, open_page
from tidegauge.settings import Settings

HOSTILE = (
    "<script>window.hacked=1</script>",
    "![i](http://evil.test/) **b**",
    "\u202etxt.exe مرحبا",
    "'; DROP--",
)


def connections(tmp_path: Path, **stores: str) -> AppTest:
    """Return the page on the first of these stores."""
    names = {name.replace("_", " "): url for name, url in stores.items()}
    workbench = f"sqlite:///{tmp_path / 'workbench.sqlite'}"
    state.use(Settings(store=next(iter(names)), stores=names, workbench=workbench))
    return open_page("setup/connections.py")


def test_an_empty_store_of_ours_says_how_it_is_filled(tmp_path: Path) -> None:
    (tmp_path / "lake").mkdir()
    app = connections(tmp_path, the_shop=str(tmp_path / "lake"))
    assert not app.exception
    assert "○ empty" in html(app)
    assert "● opens" not in html(app)
    assert "tidegauge import FILE --store 'the shop'\n" in app.code[0].value


def test_an_empty_store_of_another_tool_is_not_imported_into(tmp_path: Path, shared: Path) -> None:
    path = Path(shutil.copy(shared / "fixtures" / "phoenix.db", tmp_path))
    with closing(sqlite3.connect(path)) as own, own:
        for table in ("spans", "span_annotations", "trace_annotations", "traces"):
            own.execute(f"DELETE FROM {table}")  # noqa: S608  names of ours
    app = connections(tmp_path, phoenix=f"sqlite:///{path}")
    assert not app.exception
    assert "No calls yet. Arize Phoenix on SQLite answers, and is empty." in html(app)
    assert "tidegauge import FILE\n" in app.code[0].value


def test_an_address_that_was_meant_otherwise_is_answered_when_it_is_tested(tmp_path: Path) -> None:
    (tmp_path / "lake").mkdir()
    app = connections(tmp_path, the_shop=str(tmp_path / "lake"))
    for typed, meant in {
        "sqlite://phoenix.db": "sqlite:///phoenix.db",
        "http://localhost:6006": "a web address",
    }.items():
        app.text_input(key="tg_connection_url").set_value(typed)
        next(one for one in app.button if one.label == "Test").click()
        app.run()
        assert not app.exception
        assert any(meant in one.value.replace("\\", "") for one in app.error), [
            one.value for one in app.error
        ]


def test_projects_with_hostile_names_are_text(tmp_path: Path, shared: Path) -> None:
    path = Path(shutil.copy(shared / "fixtures" / "phoenix.db", tmp_path))
    with closing(sqlite3.connect(path)) as own, own:
        numbers = [number for (number,) in own.execute("SELECT id FROM projects ORDER BY id DESC")]
        own.executemany("UPDATE projects SET name = ? WHERE id = ?", zip(HOSTILE, numbers, strict=True))
    app = connections(tmp_path, phoenix=f"sqlite:///{path}")
    assert not app.exception
    assert "3 projects" in html(app)
    assert "<script>" not in html(app)
    assert "<bdi>&lt;script&gt;window.hacked=1&lt;/script&gt;</bdi>" in html(app)


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("a",), "Project: <bdi>a</bdi>."),
        (("a", "b & c"), "Projects: <bdi>a</bdi>, <bdi>b &amp; c</bdi>."),
        (("x" * 61,), f"Project: <bdi>{'x' * 59}…</bdi>."),
        (
            tuple("abcdefghijklmn"),
            f"Projects: {', '.join(f'<bdi>{name}</bdi>' for name in 'abcdefghijkl')} and 2 more.",
        ),
    ],
)
def test_projects_are_listed_shortly(names: tuple[str, ...], told: str) -> None:
    assert _projects(names) == told
