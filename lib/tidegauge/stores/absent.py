"""Whether the file or folder that an address names is there: a name mistyped is said before anything is opened."""

from difflib import get_close_matches
from pathlib import Path

from tidegauge.errors import StoreError
from tidegauge.schema.tables import TABLES
from tidegauge.stores.address_mistakes import STORES, as_address
from tidegauge.stores.addresses import address_of
from tidegauge.stores.lake.manifest import NAME

LAKE_FOLDERS = (*TABLES, "quarantine")
"""What lies in a lake beside its manifest; a first import that was killed leaves it without one."""
DUCKDB_FILES = {".duckdb", ".ddb"}
"""Endings that name a DuckDB file."""
FILES = DUCKDB_FILES | {".db", ".sqlite", ".sqlite3"}
"""Endings that name a file of DuckDB or SQLite."""
_SHOWN = 3
_WRITTEN = (
    "a store is a folder of its own: name one that is empty or not there yet, such as ./tidegauge-data/lake."
)
_SLASHES = " Three slashes begin a path from this folder, four one from the root."


def absent(url: str) -> str | None:
    """Return the sentence that says what is not there, or None. A server is not asked.

    >>> absent("sqlite:////nowhere/phoenix.db")
    'There is no file /nowhere/phoenix.db. Three slashes begin a path from this folder, four one from the root.'
    >>> absent("nowhere/mlflow.db"), absent("postgresql://db/traces")
    ('There is no file nowhere/mlflow.db.', None)

    Raises:
        StoreError: it is no address.
    """
    url = as_address(url)
    if "://" not in url:
        path = Path(url).expanduser()
        return _no_file(path) if path.suffix in FILES else _no_lake(path)
    address = address_of(url).url
    if not address.database or address.get_backend_name() not in {"sqlite", "duckdb", "chdb"}:
        return None
    path = Path(address.database).expanduser()
    if address.get_backend_name() == "chdb":
        return (
            None if path.is_dir() else f"There is no folder {path}. To make it: tidegauge store init '{url}'"
        )
    return _no_file(path, "" if path.exists() else _SLASHES)


def check_may_be_lake(folder: Path) -> None:
    """Raise StoreError where no lake can be written: the path is a file's, or the folder holds other things."""
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"Nothing can be written into “{folder}”: it is a file, and {_WRITTEN}")
    if folder.suffix in FILES and not folder.exists():
        raise StoreError(
            f"Nothing is written into “{folder}”: it is named like a database file, and {_WRITTEN}"
        )
    names = _names(folder)
    others = [name for name in names if name not in LAKE_FOLDERS]
    if others and NAME not in names:
        raise StoreError(
            f"Nothing is written into “{folder}”: it is no store, and holds other files ({_listed(others)}). {_WRITTEN.capitalize()}"
        )


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")


def _no_file(path: Path, more: str = "") -> str | None:
    if path.exists():
        return None
    near = get_close_matches(path.name, _names(path.parent), n=1)
    meant = f" Did you mean {path.with_name(near[0])}?" if near else more
    return f"There is no file {path}.{meant}"


def _no_lake(path: Path) -> str | None:
    """Return why a folder is no lake. One that is empty, or not there yet, is an empty lake."""
    names = _names(path)
    if NAME in names or not names:
        return None
    inside = [name for name in names if (path / name / NAME).is_file()]
    if inside:
        return f"“{path}” is no store, but holds one. Did you mean {path / inside[0]}?"
    if file := next(
        (found for name in names if (found := as_address(str(path / name))) != str(path / name)), None
    ):
        return f"“{path}” is no store, but a file in it may be one. Did you mean {file}?"
    return (
        f"“{path}” is no store: it holds other files ({_listed(names)}). To bring a file of traces into one: "
        f"tidegauge import FILE. A store is {STORES}."
    )


def _names(folder: Path) -> list[str]:
    try:
        return sorted(one.name for one in folder.iterdir() if not one.name.startswith("."))
    except OSError:
        return []
