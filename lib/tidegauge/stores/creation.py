"""Make a store where there is none, or empty one: by the kind of its address."""

import shutil
from pathlib import Path

from tidegauge.errors import StoreError
from tidegauge.stores.absent import DUCKDB_FILES, LAKE_FOLDERS, check_may_be_lake
from tidegauge.stores.addresses import Address, address_of
from tidegauge.stores.clickhouse.setup import ddl
from tidegauge.stores.clickhouse.setup import emptied as emptied_clickhouse
from tidegauge.stores.clickhouse.setup import made as made_in_clickhouse
from tidegauge.stores.lake.days import FOLDER
from tidegauge.stores.lake.manifest import NAME, Manifest, save
from tidegauge.stores.lake.parts import STAGING
from tidegauge.stores.lake.writer import LakeWriter
from tidegauge.stores.postgresql.creation import emptied as emptied_postgresql
from tidegauge.stores.postgresql.creation import made as made_in_postgresql
from tidegauge.stores.postgresql.days import recording
from tidegauge.stores.postgresql.ddl import layout

_CLICKHOUSE = {"clickhousedb", "chdb"}


def create_store(url: str, cluster: str | None = None) -> tuple[str, ...]:
    """Make what is missing of a store at `url`, on every server of a ClickHouse `cluster` if one is named.

    Returns what was made or run. What is there is left as it is.

    Raises:
        StoreError: Tidegauge does not write into stores of this kind, or the database is away or refuses.
    """
    address = _database(url)
    _check_cluster(address, cluster)
    if address is None:
        folder = Path(url).expanduser()
        check_may_be_lake(folder)
        with LakeWriter(folder) as lake:
            return (str(lake.folder),)
    if address.url.get_backend_name() in _CLICKHOUSE:
        return made_in_clickhouse(address, cluster)
    return made_in_postgresql(address)


def statements_of(url: str, cluster: str | None = None) -> tuple[str, ...]:
    """Return what `create_store` would run in a database that has nothing yet. Nothing is connected.

    Raises:
        StoreError: the address is no database's, or a `cluster` is not ClickHouse's.
    """
    address = _database(url)
    _check_cluster(address, cluster)
    if address is None:
        raise StoreError(
            f"A folder needs no statements: “{url}” is made with tidegauge store init. Printed are those of a "
            "database: postgresql://user@host/database or clickhousedb://user@host:8123/database"
        )
    if address.url.get_backend_name() in _CLICKHOUSE:
        return ddl(address, cluster)
    return (*layout(), *recording())


def empty_store(url: str) -> None:
    """Take everything out of a store of ours, whatever it is. The caller has made sure that nobody misses it.

    Raises:
        StoreError: Tidegauge does not write into stores of this kind, or the database is away or refuses, or a folder
            is no lake and holds other things.
    """
    address = _database(url)
    if address is None:
        folder = Path(url).expanduser()
        check_may_be_lake(folder)
        _empty_lake(folder)
    elif address.url.get_backend_name() in _CLICKHOUSE:
        emptied_clickhouse(address)
    else:
        emptied_postgresql(address)


def _empty_lake(folder: Path) -> None:
    # The manifest is the first: what it names must be there. Files that are not a lake's stay where they are.
    if (folder / NAME).is_file():
        save(Manifest(), folder)
    for name in (*LAKE_FOLDERS, STAGING, FOLDER):
        shutil.rmtree(folder / name, ignore_errors=True)


def _check_cluster(address: Address | None, cluster: str | None) -> None:
    if cluster and (address is None or address.url.get_backend_name() not in _CLICKHOUSE):
        raise StoreError(
            "Only ClickHouse has clusters. Leave out --cluster, or give a clickhousedb:// address."
        )


def _database(url: str) -> Address | None:
    path = Path(url)
    address = address_of(url) if "://" in url else None
    if path.suffix in DUCKDB_FILES and address is None:
        raise StoreError(
            f"Nothing is written into “{url}”: Tidegauge writes into a folder, PostgreSQL or ClickHouse."
        )
    if address is not None and address.url.get_backend_name() not in {*_CLICKHOUSE, "postgresql"}:
        raise StoreError(
            f"Nothing is written into “{address.shown}”: Tidegauge writes into a folder, PostgreSQL or ClickHouse."
        )
    return address
