"""A SQLite file as a store: our own tables are read where they lie, another tool's through a local copy."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tidegauge.stores.beside import folder_of
from tidegauge.stores.copied_store import Copied, CopiedStore
from tidegauge.stores.database_store import DatabaseStore
from tidegauge.stores.origin import OriginStore, database_origin
from tidegauge.stores.recognition import is_ours
from tidegauge.stores.sqlite.database import SQLiteDatabase


class SQLiteStore(CopiedStore):
    """A SQLite file, opened for reading. SQLite reads rows slowly and groups them in one way only."""

    def __init__(self, database: SQLiteDatabase, options: Mapping[str, str]) -> None:
        # The copy is the same from every folder, so it is not remembered by an address that may be relative.
        name = str(database.path.absolute())
        origin = OriginStore(
            name, database.mark, lambda: replace(database_origin(database, options), name=name)
        )
        folder = mirror_folder(database.path, options)
        copied = Copied(origin, folder, lambda: not is_ours(database.tables()), required=True)
        super().__init__(DatabaseStore(database, options), copied)


def mirror_folder(path: Path, options: Mapping[str, str]) -> Path:
    """Return where the copy of a file lies; copies of the same file that are narrowed in other ways lie apart."""
    return folder_of(path.stem, f"{path.absolute().resolve()} {sorted(options.items())}")
