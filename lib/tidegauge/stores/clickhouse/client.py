"""Connections to ClickHouse: a server over HTTP, or the embedded engine in a folder."""

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, LifoQueue
from typing import Any

from tidegauge.errors import StoreError
from tidegauge.stores.address_mistakes import check_parameters
from tidegauge.stores.addresses import Address
from tidegauge.stores.clickhouse.embedded import import_chdb

SECONDS = 30.0
"""How long a question may take."""
DATABASE = "tidegauge"
"""The database of an embedded engine whose address names none."""

SETTINGS: Mapping[str, Any] = {
    # ClickHouse answers as SQL does: what is not there is NULL, and not 0 or ''.
    "join_use_nulls": 1,
    "group_by_use_nulls": 1,
    "aggregate_functions_null_for_empty": 1,
    "cast_keep_nullable": 1,
    # A name in WHERE is the column's, and not that of an expression in the SELECT list.
    "prefer_column_name_to_alias": 1,
    # Of a cluster, all shards see the whole of what they are to look up.
    "distributed_product_mode": "global",
    "session_timezone": "UTC",
    # Values stand in the text: a long list of ids must fit.
    "max_query_size": 64 << 20,
    "max_ast_elements": 2_000_000,
    "max_expanded_ast_elements": 2_000_000,
    "output_format_arrow_string_as_string": 1,
    "output_format_arrow_compression_method": "none",
}

_SERVER_OPTIONS = (
    "secure",
    "verify",
    "ca_cert",
    "client_cert",
    "client_cert_key",
    "connect_timeout",
    "timeout",
)
_EMBEDDED_OPTIONS = ("database", "timeout")
_FREE = 4
"""Connections to one place that wait to be used again."""


@dataclass(frozen=True)
class Place:
    """Where a ClickHouse is. `arguments` are those of the driver, `shown` the address without its password."""

    shown: str
    embedded: bool
    database: str
    seconds: float
    arguments: Mapping[str, Any] = field(repr=False)

    @property
    def product(self) -> str:
        """The name that people know."""
        return "ClickHouse (chDB)" if self.embedded else "ClickHouse"


def place_of(address: Address) -> Place:
    """Return the place that an address names.

    Raises:
        StoreError: an option after the question mark that we do not know.
    """
    url, options = address.url, {name: _one(value) for name, value in address.url.query.items()}
    embedded = url.get_backend_name() == "chdb"
    known = _EMBEDDED_OPTIONS if embedded else _SERVER_OPTIONS
    check_parameters(address.shown, options, ("project", "table", *known))
    seconds = _seconds(options.pop("timeout", ""), address.shown)
    if embedded:
        folder = str(Path(url.database or ".").expanduser().resolve())
        database = options.get("database", DATABASE)
        return Place(address.shown, True, database, seconds, {"interface": "chdb", "path": folder})
    arguments: dict[str, Any] = {
        "host": url.host or "localhost",
        "username": url.username,
        "password": url.password or "",
    }
    if url.port:
        arguments["port"] = url.port
    # The thread that asks is another one each time, and a session answers one at a time.
    more = {"autogenerate_session_id": False, "send_receive_timeout": int(seconds) + 30}
    return Place(address.shown, False, url.database or "default", seconds, {**arguments, **more, **options})


def _one(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else value[-1]


def _seconds(text: str, shown: str) -> float:
    try:
        seconds = float(text or SECONDS)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise StoreError(f"The store {shown}: timeout needs a number of seconds above 0, not “{text}”.")
    return seconds


def check_driver(address: Address) -> None:
    """Raise StoreError unless the driver for an address is installed."""
    _driver(place_of(address))


class Clients:
    """The connections to one place, made when they are needed. Safe to share between threads."""

    def __init__(self, place: Place, settings: Mapping[str, Any], *, inside: bool = True) -> None:
        """Connect to the place's database, or, not `inside` of it, to the one that the user has by default."""
        self.place = place
        self.settings = dict(settings)
        self._database = place.database if inside else None
        self._lock = threading.Lock()
        self._shared: Any = None
        self._free: LifoQueue[Any] = LifoQueue(_FREE)

    @contextmanager
    def client(self) -> Iterator[Any]:
        """Lend a connection of `clickhouse_connect`. One that failed on the way is not lent again."""
        if not self.place.embedded:
            yield self._server()
            return
        _check_folder(self.place)
        try:
            client = self._free.get_nowait()
        except Empty:
            client = self._connected()
        try:
            yield client
        except BaseException:
            # What the engine had written of the answer would stand before the next one.
            client.close()
            raise
        if self._free.full():
            client.close()
        else:
            self._free.put_nowait(client)

    def check(self) -> None:
        """Raise StoreError unless the driver is installed."""
        _driver(self.place)

    def close(self) -> None:
        """Let go of every connection."""
        while not self._free.empty():
            self._free.get_nowait().close()
        with self._lock:
            if self._shared is not None:
                self._shared.close()
                self._shared = None

    def _server(self) -> Any:
        with self._lock:
            if self._shared is None:
                self._shared = self._connected()
            return self._shared

    def _connected(self) -> Any:
        return _driver(self.place).get_client(
            database=self._database, settings=self.settings, **self.place.arguments
        )


def _check_folder(place: Place) -> None:
    """Raise StoreError where the folder of an embedded engine is not there, be it no more: the engine says so in riddles."""
    if not Path(place.arguments["path"]).is_dir():
        raise StoreError(
            f"The store {place.shown}: there is no such folder. To make it: tidegauge store init '{place.shown}'"
        )


def _driver(place: Place) -> Any:
    extra = "chdb" if place.embedded else "clickhouse"
    try:
        import clickhouse_connect  # noqa: PLC0415  an extra

        if place.embedded:
            import_chdb()
    except ImportError as error:
        raise StoreError(
            f"The store {place.shown} needs a driver: pip install 'tidegauge[{extra}]'"
        ) from error
    # What it logs is said again in the error that it raises.
    logging.getLogger("clickhouse_connect").addHandler(logging.NullHandler())
    return clickhouse_connect
