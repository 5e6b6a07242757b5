"""The address of a store: a database URL with what it asks of us after the question mark, told without its password."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError

from tidegauge.errors import StoreError

OWN = ("project", "table")
"""What an address may ask of us; the driver must not see it."""


@dataclass(frozen=True)
class Address:
    """A database URL. `options` are ours, `url` is the driver's."""

    url: sa.URL
    options: Mapping[str, str]

    @property
    def shown(self) -> str:
        """The address as it may be printed: without its password.

        >>> address_of("postgresql+psycopg://ann:secret@db/traces?project=shop").shown
        'postgresql+psycopg://ann:***@db/traces?project=shop'
        """
        return self.url.update_query_dict(self.options).render_as_string(hide_password=True)


def address_of(text: str) -> Address:
    """Return the address that a text is.

    Raises:
        StoreError: it is no database URL. The text is not repeated: it may hold a password.
    """
    try:
        url = sa.make_url(text)
    except (ArgumentError, ValueError) as error:
        raise StoreError(
            "The store address is not a database URL. Write dialect://user:password@host:5432/database."
        ) from error
    options = {name: str(url.query[name]) for name in OWN if name in url.query}
    return Address(url.difference_update_query(OWN), options)
