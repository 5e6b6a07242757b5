from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from tidegauge.errors import StoreError
from tidegauge.workbench.engine import open_workbench
from tidegauge.workbench.saved_views import SavedViewError, delete_view, list_views, rename_view, save_view

NOW = datetime(2026, 11, 21, 12)


@pytest.fixture
def engine(tmp_path: Path) -> sa.Engine:
    return open_workbench(f"sqlite:///{tmp_path / 'new' / 'workbench.sqlite'}")


@pytest.mark.parametrize(
    "name",
    ["Robert'); DROP TABLE saved_views;--", "<script>alert(1)</script>", "![x](http://evil.test)", "מבט 🌊"],
)
def test_a_name_is_text(engine: sa.Engine, name: str) -> None:
    save_view(engine, name, "watch/overview.py", "where=geo+%3D+BR", NOW)
    (view,) = list_views(engine)
    assert (view.name, view.query, view.created_at) == (name, "where=geo+%3D+BR", NOW)


def test_the_same_name_replaces(engine: sa.Engine) -> None:
    save_view(engine, "mine", "watch/overview.py", "n=1", NOW)
    save_view(engine, " mine ", "watch/overview.py", "n=2", NOW)
    assert [view.query for view in list_views(engine)] == ["n=2"]


def test_others_see_only_the_team_s(engine: sa.Engine) -> None:
    save_view(engine, "own", "watch/overview.py", "", NOW, owner="marta", team=False)
    save_view(engine, "all", "watch/overview.py", "", NOW, owner="marta")
    assert [view.name for view in list_views(engine, "jo")] == ["all"]
    assert [view.name for view in list_views(engine, "marta")] == ["all", "own"]


def test_rename_and_delete(engine: sa.Engine) -> None:
    view = save_view(engine, "a", "watch/overview.py", "", NOW)
    rename_view(engine, view, "b")
    assert [found.name for found in list_views(engine)] == ["b"]
    delete_view(engine, view)
    delete_view(engine, view)
    assert list_views(engine) == ()
    with pytest.raises(SavedViewError, match="deleted"):
        rename_view(engine, view, "c")


@pytest.mark.parametrize("name", ["", "   ", "\x00", "x" * 121])
def test_names_that_cannot_be_used(engine: sa.Engine, name: str) -> None:
    with pytest.raises(SavedViewError):
        save_view(engine, name, "watch/overview.py", "", NOW)


def test_a_workbench_that_does_not_open_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="workbench"):
        open_workbench(f"sqlite:///{tmp_path / 'file' / 'workbench.sqlite'}")


def test_sqlite_writes_ahead(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        assert connection.execute(sa.text("PRAGMA journal_mode")).scalar() == "wal"
