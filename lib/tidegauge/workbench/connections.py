"""Stores that somebody added on the page Connections. No record is ever changed or deleted: the newest one counts."""

import re
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tidegauge.errors import StoreError, TidegaugeError
from tidegauge.settings_model import DEFAULT_STORE, STORE_NAME
from tidegauge.stores.addresses import variables, without_secrets
from tidegauge.workbench.tables import CONNECTIONS
from tidegauge.workbench.texts import one_line, storable

LONGEST = 500
"""Characters of an address."""
_ALLOWED = re.compile(r"TIDEGAUGE_\w+_PASSWORD")


class SavedConnectionError(TidegaugeError):
    """A connection cannot be kept as it was asked for."""


@dataclass(frozen=True)
class SavedConnection:
    """A store under a name, and when it was added. `address` names a variable where a password belongs."""

    name: str
    address: str
    at: datetime


def list_connections(engine: sa.Engine) -> tuple[SavedConnection, ...]:
    """Return the connections that count, by name."""
    newest = sa.select(sa.func.max(CONNECTIONS.c.id)).group_by(CONNECTIONS.c.name)
    query = sa.select(CONNECTIONS.c.name, CONNECTIONS.c.address, CONNECTIONS.c.at)
    query = query.where(CONNECTIONS.c.id.in_(newest), sa.not_(CONNECTIONS.c.gone)).order_by(
        CONNECTIONS.c.name
    )
    with engine.connect() as connection:
        return tuple(SavedConnection(*row) for row in connection.execute(query))


def save_connection(engine: sa.Engine, name: str, address: str, now: datetime) -> SavedConnection:
    """Keep a store under a name from now on, and return it as it is kept: without a password that was written out.

    Raises:
        SavedConnectionError: the name or the address cannot be used.
    """
    kept = SavedConnection(checked_name(name), without_password(name, address), now)
    _record(engine, kept, gone=False)
    return kept


def forget_connection(engine: sa.Engine, name: str, now: datetime) -> None:
    """Record that a connection counts no longer."""
    _record(engine, SavedConnection(name, "", now), gone=True)


def checked_name(name: str) -> str:
    """Return a name as it is kept.

    Raises:
        SavedConnectionError: it is empty, too long, or holds signs that a path or an address needs.
    """
    kept = one_line(name)
    if not STORE_NAME.fullmatch(kept) or kept == DEFAULT_STORE:
        raise SavedConnectionError(
            "A connection needs a name of 1 to 40 letters, digits, spaces, hyphens or underscores"
            f"{f', and “{DEFAULT_STORE}” is taken' if kept == DEFAULT_STORE else ''}."
        )
    return kept


def without_password(name: str, address: str) -> str:
    """Return an address as it is kept: `${variable(name)}` stands in place of a password.

    >>> without_password("shop", "postgresql://ann:secret@db/traces")
    'postgresql://ann:${TIDEGAUGE_SHOP_PASSWORD}@db/traces'

    Raises:
        SavedConnectionError: it is empty, too long, no address, or names a variable that a page may not read.
    """
    text = storable(address).strip()
    if not text or len(text) > LONGEST:
        raise SavedConnectionError(f"A connection needs an address of 1 to {LONGEST} characters.")
    check_variables(text)
    try:
        return without_secrets(text, variable(name))
    except StoreError as error:
        raise SavedConnectionError(str(error)) from None


def check_variables(address: str) -> None:
    """Refuse an address that takes anything from the environment but a password that was set for it.

    Raises:
        SavedConnectionError: it names another variable. Whoever reaches the page could send it anywhere.
    """
    for name in variables(address):
        if not _ALLOWED.fullmatch(name):
            raise SavedConnectionError(
                f"An address of this page cannot read {name}. It reads variables called TIDEGAUGE_…_PASSWORD; "
                "addresses in tidegauge.toml may name any variable."
            )


def variable(name: str) -> str:
    """Return the environment variable that holds a connection's password.

    >>> variable("shop, eu")
    'TIDEGAUGE_SHOP_EU_PASSWORD'
    """
    return f"TIDEGAUGE_{re.sub('[^A-Z0-9]+', '_', name.upper()).strip('_') or 'STORE'}_PASSWORD"


def _record(engine: sa.Engine, kept: SavedConnection, *, gone: bool) -> None:
    values = {"name": kept.name, "address": kept.address, "gone": gone, "at": kept.at}
    with engine.begin() as connection:
        connection.execute(sa.insert(CONNECTIONS).values(values))
