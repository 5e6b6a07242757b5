"""The address of a store: a database URL with what it asks of us after the question mark, told without its password."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError

from tidegauge.errors import StoreError
from tidegauge.stores.address_mistakes import check_file, check_scheme

OWN = ("project", "table", "copy")
"""What an address may ask of us; the driver must not see it."""
SECRET = re.compile("password|passwd|secret|token|api_?key", re.IGNORECASE)
"""What a part of the query is called that must not be shown."""
VARIABLE = re.compile(r"\$\{(\w+)\}")
"""How an address names an environment variable."""


@dataclass(frozen=True)
class Address:
    """A database URL. `options` are ours, `url` is the driver's; `added` are parts of its query that nobody wrote."""

    url: sa.URL
    options: Mapping[str, str]
    added: tuple[str, ...] = ()

    def with_timeout(self, seconds: float) -> "Address":
        """Return the address with the longest time that a statement may take, unless it says one itself."""
        if "timeout" in self.url.query:
            return self
        return replace(self, url=self.url.update_query_dict({"timeout": f"{seconds:g}"}), added=("timeout",))

    @property
    def shown(self) -> str:
        """The address as it may be printed: without its password.

        >>> address_of("postgresql+psycopg://ann:secret@db/traces?project=shop").shown
        'postgresql+psycopg://ann:***@db/traces?project=shop'
        """
        query = {
            name: "***" if SECRET.search(name) else value
            for name, value in self.url.query.items()
            if name not in self.added
        }
        shown = self.url.set(query={**query, **self.options})
        return shown.render_as_string(hide_password=True)


def address_of(text: str) -> Address:
    """Return the address that a text is. `${NAME}` in any part but the port is the environment variable of that name.

    What a variable holds is taken as it is: a password in it needs no escapes.

    Raises:
        StoreError: it is no database URL, or names a variable that is not set. The text is not repeated: it may hold a
            password.
    """
    check_scheme(text)
    url = _filled(_parsed(text))
    check_file(url)
    options = {name: str(url.query[name]) for name in OWN if name in url.query}
    return Address(url.difference_update_query(OWN), options)


def _parsed(text: str) -> sa.URL:
    try:
        url = sa.make_url(text)
    except (ArgumentError, ValueError) as error:
        raise StoreError(
            "The store address is not a database URL. Write dialect://user:password@host:5432/database."
        ) from error
    if url.host and text.count("@") > 1:
        # The rest of such a password would be taken for the host, and shown.
        raise StoreError(
            "The store address has more than one @. Write %40 for an @ in the password, %2F for a slash and %25 for a "
            "percent sign, or take the password from the environment: dialect://user:${NAME}@host/database."
        )
    return url


def _filled(url: sa.URL) -> sa.URL:
    query = {
        name: _value(value) if isinstance(value, str) else tuple(map(_value, value))
        for name, value in url.query.items()
    }
    return url.set(
        username=_part(url.username),
        password=_part(url.password),
        host=_part(url.host),
        database=_part(url.database),
        query=query,
    )


def _part(part: str | None) -> str | None:
    return _value(part) if part else None  # None leaves a part as it is


def _value(text: str) -> str:
    return VARIABLE.sub(lambda found: _variable(found[1]), text)


def _variable(name: str) -> str:
    try:
        return os.environ[name]
    except KeyError:
        raise StoreError(
            f"The store address takes ${{{name}}} from the environment, and {name} is not set. "
            f"Set it before you start Tidegauge: export {name}=…"
        ) from None


def variables(text: str) -> tuple[str, ...]:
    """Return the environment variables that an address names, in order.

    >>> variables("postgresql://${PGUSER}:${SHOP_PASSWORD}@db/traces")
    ('PGUSER', 'SHOP_PASSWORD')
    """
    return tuple(VARIABLE.findall(text))


def without_secrets(text: str, variable: str) -> str:
    """Return an address in which `${variable}` stands for every password and token that was written out.

    >>> without_secrets("postgresql://ann:p%40ss@db:5432/traces", "SHOP_PASSWORD")
    'postgresql://ann:${SHOP_PASSWORD}@db:5432/traces'
    >>> without_secrets("postgresql://ann:${MINE}@db/traces", "SHOP_PASSWORD")
    'postgresql://ann:${MINE}@db/traces'

    Raises:
        StoreError: it is no database URL.
    """
    if "://" not in text:
        return text
    url = _parsed(text)
    query = {name: value for name, value in url.query.items() if SECRET.search(name)}
    written = [
        one for one in (url.password, *query.values()) if isinstance(one, str) and VARIABLE.sub("", one)
    ]
    if not written:
        return text
    # SQLAlchemy would spell the braces as %7B: they are put in after it has written the rest.
    place = "TIDEGAUGE0SECRET"
    changed = url.set(password=place if url.password in written else None)
    changed = changed.update_query_dict({name: place for name, value in query.items() if value in written})
    return changed.render_as_string(hide_password=False).replace(place, f"${{{variable}}}")


def is_secret(text: str) -> bool:
    """Return whether a password or token is written out in an address; one that cannot be read may hold one.

    >>> is_secret("postgresql://ann:p%40ss@db/traces"), is_secret("postgresql://ann:${MINE}@db/traces")
    (True, False)
    """
    try:
        return without_secrets(text, "NAME") != text
    except StoreError:
        return True


def shown_address(text: str) -> str:
    """Return the text of a store's address as it may be printed, whatever it is.

    >>> shown_address("./lake"), shown_address("postgresql://ann:p@ss@db"), shown_address("mysql://a:${B}@c/d")
    ('./lake', 'an address that cannot be read', 'mysql://a:***@c/d')
    """
    if "://" not in text:
        return text
    try:
        url = _parsed(text)
    except StoreError:
        return "an address that cannot be read"
    return Address(url, {}).shown


def store_key(text: str) -> str:
    """Return what the workbench calls a store: its address without a password, or the whole path of its folder.

    >>> store_key("postgresql://ann:secret@db/traces")
    'postgresql://ann:***@db/traces'

    Raises:
        StoreError: it is an address that cannot be read.
    """
    return address_of(text).shown if "://" in text else str(Path(text).expanduser().resolve())
