"""The store that a command was told to read: a folder that is not there is a typing mistake, and is said."""

from pathlib import Path

from tidegauge.errors import StoreError
from tidegauge.settings import Settings

_FILES = {".duckdb", ".ddb"}


def check_named(settings: Settings) -> None:
    """Refuse a store that a flag, the environment or the settings file names, and that is not there.

    Raises:
        StoreError: the address is a folder's, and there is no such folder.
    """
    if "store" in settings.model_fields_set and _is_absent(settings.store):
        raise StoreError(
            f"There is no store at “{settings.store}”. "
            f"Import into it first: tidegauge import FILE --store {settings.store}"
        )


def check_there(settings: Settings) -> None:
    """Refuse any folder that is not there, the default one too: a report of it would be a page of nothing.

    Raises:
        StoreError: the address is a folder's, and there is no such folder.
    """
    check_named(settings)
    if _is_absent(settings.store):
        raise StoreError("Nothing was imported yet. Start with: tidegauge demo, or: tidegauge import FILE")


def _is_absent(address: str) -> bool:
    path = Path(address).expanduser()
    return "://" not in address and path.suffix not in _FILES and not path.exists()
