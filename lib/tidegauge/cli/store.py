"""`tidegauge store`: stores themselves, and not what is in them."""

from collections.abc import Mapping

import click

from tidegauge.cli._store import chosen_address
from tidegauge.errors import StoreError
from tidegauge.stores import open_store
from tidegauge.stores.addresses import shown_address
from tidegauge.stores.creation import create_store, statements_of
from tidegauge.stores.missing_tables import lost_rows


@click.group("store")
def store_group() -> None:
    """Make a store."""


@store_group.command("init")
@click.argument("store", metavar="URL")
@click.option("--cluster", metavar="NAME", help="Make the tables on every server of this ClickHouse cluster.")
@click.option(
    "--print", "only_told", is_flag=True, help="Only print the statements, of PostgreSQL or ClickHouse."
)
def init_command(store: str, cluster: str | None, only_told: bool) -> None:
    """Make the tables of a store where they lack: in a folder, PostgreSQL or ClickHouse.

    What is there is left as it is, so that it may be run again.
    """
    store = chosen_address(store)
    if only_told:
        click.echo(";\n\n".join((*statements_of(store, cluster), "")).rstrip())
        return
    lost = _lost(store)
    made = create_store(store, cluster)
    for one in made:
        click.echo(one)
    for table, rows in lost.items():
        gone = f" The {rows:,} rows that were imported into it are lost: import them again." if rows else ""
        click.echo(f"The table {table} was missing and was made anew, empty.{gone}", err=True)
    shown = shown_address(store)
    click.echo(
        f"The store {shown} is ready." if made else f"The store {shown} was ready. Nothing was made.",
        err=True,
    )


def _lost(store: str) -> Mapping[str, int]:
    """Return the rows of the tables that were taken away from a store that was made before."""
    try:
        return lost_rows(open_store(store))
    except StoreError:
        return {}  # there is no store yet


COMMAND = store_group
