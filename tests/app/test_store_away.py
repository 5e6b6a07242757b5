"""A store that goes away and comes back: the page says what to do, the frame and the rest of the app live."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from app import menu, state
from app import stores as app_stores
from tests.app.app_run import html, open_page
from tidegauge.errors import StoreError
from tidegauge.schema.tables import TABLES, Kind
from tidegauge.settings import Settings
from tidegauge.stores.database import Columns, Database
from tidegauge.stores.database_store import DatabaseStore
from tidegauge.stores.duckdb.engine import connected, run
from tidegauge.workbench.saved_views import list_views, save_view

END = datetime(2026, 11, 20, 12)
REFUSED = "The store fake:///traces does not answer: connection refused."
reading = pytest.mark.parametrize("page", [one.path for one in menu.entries() if one.reads])


class Flaky(Database):
    """A database that can be told to be away, and otherwise is DuckDB with our own tables."""

    address, product, dialect, schema = "fake:///traces", "FlakyDB", "duckdb", "main"

    def __init__(self) -> None:
        self.connection = connected()
        self.connection.execute(SPANS)
        self.error: str | None = None

    def _check(self) -> None:
        if self.error:
            raise StoreError(self.error)

    def tables(self) -> Mapping[str, Columns]:
        self._check()
        return {"spans": {name: kind.value for name, kind in TABLES["spans"].kinds.items()}}

    def kind(self, written: str) -> Kind:
        return Kind(written)

    def mark(self) -> str:
        self._check()
        return "1"

    def read(self, query: sa.Select[Any]) -> pl.DataFrame:
        self._check()
        return run(self.connection, query)


def _column(name: str, kind: Kind) -> str:
    found = {
        "trace_id": "'t' || n",
        "span_id": "'s' || n",
        "kind": "'model'",
        "start_time": f"TIMESTAMP '{END}' - n * INTERVAL 3 HOUR",
        "status": "'ok'",
        "geo": "CASE WHEN n % 3 = 0 THEN 'US' ELSE 'BR' END",
    }
    return f"CAST({found.get(name, 'NULL')} AS {kind.sql.compile()}) AS {name}"


_COLUMNS = ", ".join(_column(name, kind) for name, kind in TABLES["spans"].kinds.items())
SPANS = f"CREATE TABLE spans AS SELECT {_COLUMNS} FROM range(60) AS every(n)"  # noqa: S608  names of ours


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(store=str(tmp_path / "lake"), workbench=f"sqlite:///{tmp_path / 'workbench.sqlite'}")


@pytest.fixture
def flaky(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Flaky:
    database = Flaky()
    store = DatabaseStore(database)
    monkeypatch.setattr(app_stores, "open_store", lambda *_, **__: store)
    state.use(settings)
    return database


def _errors(app: AppTest) -> list[str]:
    return [error.value.replace("\\", "") for error in app.error]


def _ends(app: AppTest) -> None:
    assert not app.exception
    assert 'id="done"' in html(app)
    assert "Traceback" not in html(app)


@reading
def test_a_store_that_goes_away_and_comes_back(flaky: Flaky, page: str) -> None:
    app = open_page(page, where="geo = BR")
    assert not _errors(app)
    flaky.error = REFUSED
    state.refresh()
    app.run()
    _ends(app)
    assert _errors(app) == [f"{REFUSED} Saved views still work. This page comes back by itself."]
    assert [button.label for button in app.button if button.key == "again_page"] == ["Try again"]
    if "trace.py" not in page:
        # The frame stands: what the store held is remembered, and so the chip is still understood.
        assert app.multiselect(key="where").value == ["geo = BR"]
        assert "is not a known attribute" not in html(app)
    flaky.error = None
    app.button(key="again_page").click().run()
    _ends(app)
    assert not _errors(app)


def test_a_store_that_never_answered(flaky: Flaky) -> None:
    flaky.error = REFUSED
    app = open_page("watch/segments.py", where="geo = BR")
    _ends(app)
    assert len(_errors(app)) == 1
    assert app.multiselect(key="where").value == ["geo = BR"]
    assert "is not a known attribute" not in html(app)


def test_saved_views_work_while_the_store_is_away(flaky: Flaky) -> None:
    flaky.error = REFUSED
    save_view(state.workbench(), "mine", "watch/segments.py", "window=all+data", END)
    app = open_page("watch/overview.py")
    assert "mine" in app.selectbox(key="tg_saved_view").options
    app.selectbox(key="tg_saved_view").select("mine").run()
    app.button(key=f"tg_delete_{list_views(state.workbench())[0].id}").click().run()
    assert list_views(state.workbench()) == ()


def test_connections_are_shown_while_the_store_is_away(flaky: Flaky) -> None:
    flaky.error = REFUSED
    app = open_page("setup/connections.py")
    _ends(app)
    assert not _errors(app)
    assert "✕ cannot be read" in html(app)
    assert "connection refused" in html(app)
    flaky.error = None
    app.button(key="again_default").click().run()
    assert "FlakyDB, 60 spans" in html(app)


@pytest.mark.parametrize(
    "error",
    [
        "The store fake:///traces refuses the user ann: password authentication failed.",
        "The store fake:///traces has no table spans, and is no store of another tool that we know.",
        "The store fake:///traces needs a driver: pip install 'tidegauge[postgres]'",
        "The store fake:///traces has layout 9; this version of Tidegauge reads up to 1. Upgrade Tidegauge.",
    ],
)
def test_whatever_is_wrong_is_told_in_its_own_words(flaky: Flaky, error: str) -> None:
    flaky.error = error
    app = open_page("watch/overview.py")
    _ends(app)
    (told,) = _errors(app)
    assert told.startswith(error.rstrip("."))


@pytest.mark.parametrize(
    "error",
    [
        "The store fake:///traces refuses the user or the password. Check both in the address.",
        "The store fake:///traces has no such database. Check its name, or make it: createdb NAME",
    ],
)
def test_what_waiting_does_not_mend_says_what_to_do(flaky: Flaky, error: str) -> None:
    flaky.error = error
    (told,) = _errors(open_page("watch/overview.py"))
    assert told == (
        f"{error.rstrip('.')}. Waiting will not mend it: if the address is wrong, start again with the right "
        "address: tidegauge serve --store URL. Saved views still work."
    )


def test_a_file_that_was_never_there_does_not_come_back_by_itself(tmp_path: Path, settings: Settings) -> None:
    state.use(settings.model_copy(update={"store": f"sqlite:///{tmp_path / 'phenix.db'}"}))
    (told,) = _errors(open_page("watch/overview.py"))
    assert "there is no file" in told
    assert "comes back by itself" not in told


def _moved(app: AppTest, store: Path) -> None:
    assert not _errors(app)
    store.rename(store.with_name("elsewhere"))
    state.refresh()
    app.run()
    _ends(app)
    assert store.name in _errors(app)[0]
    store.with_name("elsewhere").rename(store)
    app.button(key="again_page").click().run()
    _ends(app)
    assert not _errors(app)


def test_phoenix_is_moved_away_and_back(shared: Path, tmp_path: Path, settings: Settings) -> None:
    shutil.copy(shared / "fixtures" / "phoenix.db", tmp_path / "phoenix.db")
    state.use(settings.model_copy(update={"store": f"sqlite:///{tmp_path / 'phoenix.db'}"}))
    _moved(open_page("watch/segments.py"), tmp_path / "phoenix.db")


def test_a_lake_is_moved_away_and_back(
    tmp_path: Path, rows: Callable[..., pl.DataFrame], run: Callable[..., AppTest]
) -> None:
    _moved(run(rows(60), "watch/segments.py"), tmp_path / "lake")


def test_a_column_of_the_wrong_type_is_named_and_mended(tmp_path: Path, settings: Settings) -> None:
    file = tmp_path / "odd.duckdb"
    with duckdb.connect(file) as made:
        made.execute("CREATE TABLE spans AS SELECT 't1' AS trace_id, 's1' AS span_id, 'today' AS start_time")
    state.use(settings.model_copy(update={"store": str(file)}))
    app = open_page("watch/overview.py")
    _ends(app)
    assert "The column start_time of the table spans holds text, and must hold times" in _errors(app)[0]
    with duckdb.connect(tmp_path / "mended.duckdb") as made:
        made.execute(f"CREATE TABLE spans AS SELECT 't1' AS trace_id, TIMESTAMP '{END}' AS start_time")
    (tmp_path / "mended.duckdb").replace(file)
    app.button(key="again_page").click().run()
    _ends(app)
    assert not _errors(app)


def test_a_lake_of_a_newer_layout_says_upgrade(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "lake").mkdir()
    (tmp_path / "lake" / "manifest.json").write_text('{"format": 9}')
    state.use(settings)
    app = open_page("watch/overview.py")
    _ends(app)
    assert "has layout 9; this version of Tidegauge reads up to 1. Upgrade Tidegauge." in _errors(app)[0]


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    yield
    state.use(Settings())
