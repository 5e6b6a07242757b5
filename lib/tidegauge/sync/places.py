"""Where two addresses point: a store is not copied into itself."""

from pathlib import Path

from tidegauge.errors import StoreError
from tidegauge.stores.addresses import address_of


def shown(url: str) -> str:
    """Return an address as it may be printed: without its password."""
    return address_of(url).shown if "://" in url else url


def check_apart(source: str, into: str) -> None:
    """Refuse to copy a store into itself.

    Raises:
        StoreError: both addresses name the same store.
    """
    if place_of(source) == place_of(into):
        raise StoreError(
            f"The source and the target are the same store: “{shown(source)}”. "
            "Name another target: --into ./tidegauge-data/lake"
        )


def place_of(url: str) -> tuple[str, ...]:
    """Return what tells the place of one store from another's, whatever the user, the driver and the options are.

    >>> place_of("postgresql://ann:x@db/traces") == place_of("postgresql+psycopg://bob@db:5432/traces")
    True
    """
    if "://" not in url:
        return ("file", str(Path(url).expanduser().resolve()))
    parts = address_of(url).url
    name = parts.get_backend_name()
    if parts.host is None and parts.database:
        inside = str(parts.query.get("database", ""))
        return ("file", str(Path(parts.database).expanduser().resolve()), *([inside] if inside else []))
    port = parts.port or {"postgresql": 5432, "clickhousedb": 8123}.get(name, 0)
    return (name, (parts.host or "").lower(), str(port), parts.database or "")
