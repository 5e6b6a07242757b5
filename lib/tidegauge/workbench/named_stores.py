"""The stores that have names: those of the settings, and those that were added on the page Connections."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from tidegauge.settings import Settings
from tidegauge.settings_model import DEFAULT_STORE
from tidegauge.workbench.connections import SavedConnection


class Origin(StrEnum):
    """Where a store was named."""

    STORE = "opened first"
    SETTINGS = "from tidegauge.toml"
    SAVED = "added on this page"


@dataclass(frozen=True)
class NamedStore:
    """A store's name and address. The address may hold a password: it is opened, and never printed."""

    name: str
    url: str = field(repr=False)
    origin: Origin


def named_stores(settings: Settings, saved: Iterable[SavedConnection] = ()) -> tuple[NamedStore, ...]:
    """Return the stores, the one that is opened first in front. A name of the settings beats one that was saved.

    >>> [one.name for one in named_stores(Settings(store="lake", stores={"shop": "postgresql://db/traces"}))]
    ['default', 'shop']
    >>> [one.name for one in named_stores(Settings(store="b", stores={"a": "x", "b": "y"}))]
    ['b', 'a']
    """
    named = [NamedStore(name, url, Origin.SETTINGS) for name, url in settings.stores.items()]
    first = [one for one in named if one.name == settings.store]
    found = [*(first or [NamedStore(DEFAULT_STORE, settings.store, Origin.STORE)]), *named]
    found += [NamedStore(one.name, one.address, Origin.SAVED) for one in saved]
    return tuple(
        {one.name: one for one in reversed(found)}[name] for name in dict.fromkeys(one.name for one in found)
    )
