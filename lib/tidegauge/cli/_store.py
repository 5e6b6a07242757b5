"""The store that a command was told to read: a folder that is not there is a typing mistake, and is said."""

from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from tidegauge.errors import StoreError, TidegaugeError
from tidegauge.settings import Settings, load_settings
from tidegauge.settings_model import STORE_NAME
from tidegauge.stores.absent import FILES, absent
from tidegauge.stores.addresses import shown_address
from tidegauge.workbench.connections import SavedConnection, list_connections
from tidegauge.workbench.engine import open_workbench
from tidegauge.workbench.named_stores import NamedStore, Origin, named_stores


def named_settings(config: Path | None, store: str | None) -> Settings:
    """Return the settings with the store that a command was told to read, by its address or its name.

    Raises:
        SettingsError: a setting cannot be used.
        StoreError: the store is a folder's address, and there is no such folder.
    """
    settings = named(load_settings(config, store=store))
    check_there(settings)
    return settings


def every_store(settings: Settings) -> tuple[NamedStore, ...]:
    """Return every store that has a name, the one of the settings in front: by its address if it was given no name."""
    first, *others = named_stores(settings, _saved(settings))
    if first.origin is Origin.STORE and first.url != Settings().store:
        first = replace(first, name=shown_address(first.url))
    return (first, *others)


def named(settings: Settings) -> Settings:
    """Return settings whose store is one of those with a name, even if it was added on the page Connections."""
    name = settings.store
    if name in settings.stores or not STORE_NAME.fullmatch(name) or Path(name).exists():
        return settings
    added = {one.name: one.address for one in _saved(settings)}
    if name not in added:
        return settings
    return settings.model_copy(update={"stores": {**settings.stores, name: added[name]}})


def chosen_address(store: str | None) -> str:
    """Return the address of the store that a command was told by its address or its name, else that of the settings.

    Raises:
        SettingsError: a setting cannot be used.
    """
    return address(named(load_settings(store=store)))


def source_address(store: str) -> str:
    """Return the address of a store that is to be read, by its address or its name.

    Raises:
        SettingsError: a setting cannot be used.
        StoreError: it is no address, no file and no name; the names that there are are told.
    """
    settings = named(load_settings(store=store))
    if "://" not in address(settings) and not Path(address(settings)).expanduser().exists():
        raise StoreError(
            f"There is no store at “{address(settings)}”. Write a path, an address{_others(settings)}."
        )
    return address(settings)


def address(settings: Settings) -> str:
    """Return the address of the store that the settings name."""
    return settings.stores.get(settings.store, settings.store)


def workbench_there(settings: Settings) -> sa.Engine | None:
    """Return the workbench, None where there is none yet: to read is no reason to make one."""
    file = settings.workbench.removeprefix("sqlite:///")
    if file != settings.workbench and not Path(file).is_file():
        return None
    return open_workbench(settings.workbench)


def _saved(settings: Settings) -> tuple[SavedConnection, ...]:
    try:
        workbench = workbench_there(settings)
        return list_connections(workbench) if workbench is not None else ()
    except (TidegaugeError, SQLAlchemyError):
        return ()  # a workbench that is away must not keep anybody from a store


def check_named(settings: Settings) -> None:
    """Refuse a store that a flag, the environment or the settings file names, and that is not there.

    Raises:
        StoreError: the address is a file's or a folder's, and there is none, or the folder holds something else.
    """
    if "store" in settings.model_fields_set and _is_absent(address(settings)):
        raise StoreError(
            f"There is no store at “{address(settings)}”. "
            f"Import into it first: tidegauge import FILE --store {address(settings)}{_others(settings)}"
        )
    if sentence := absent(address(settings)):
        raise StoreError(sentence)


def check_there(settings: Settings) -> None:
    """Refuse any folder that is not there, the default one too: a report of it would be a page of nothing.

    Raises:
        StoreError: the address is a folder's, and there is no such folder.
    """
    check_named(settings)
    if _is_absent(address(settings)):
        raise StoreError("Nothing was imported yet. Start with: tidegauge demo, or: tidegauge import FILE")


def _others(settings: Settings) -> str:
    names = [one.name for one in every_store(settings)[1:]]
    return f", or name one that is there: {', '.join(names)}" if names else ""


def _is_absent(url: str) -> bool:
    path = Path(url).expanduser()
    return "://" not in url and path.suffix not in FILES and not path.exists()
