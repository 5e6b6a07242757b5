"""`tidegauge import`: files into the store."""

import sys
from pathlib import Path

import click

from tidegauge.cli._import_run import Options, import_all
from tidegauge.cli._store import chosen_address
from tidegauge.cli._warm_days import AHEAD, warm_days
from tidegauge.errors import StoreError
from tidegauge.imports.map_file import read_map, with_flags
from tidegauge.imports.mapping import ColumnMap
from tidegauge.schema.tables import TABLES
from tidegauge.stores import open_writer


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option(
    "--store", metavar="URL", help="The store to write to: a folder, PostgreSQL or ClickHouse, or its name."
)
@click.option(
    "--table", type=click.Choice(list(TABLES)), help="The table the rows belong to.  [default: spans]"
)
@click.option(
    "--map",
    "fields",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="Column of a field, “latency_s * 1000” included.",
)
@click.option(
    "--map-file",
    type=click.Path(path_type=Path),
    help="A TOML file with the keys table, map, set, time_zone.",
)
@click.option(
    "--set", "constants", multiple=True, metavar="FIELD=VALUE", help="The same value for every row."
)
@click.option("--time-zone", metavar="NAME", help="Zone of times that come without one.  [default: UTC]")
@click.option("--dry-run", is_flag=True, help="Read and check everything, write nothing.")
@click.option("--yes", is_flag=True, help="Accept the proposed map.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@AHEAD
def import_command(
    files: tuple[Path, ...],
    store: str | None,
    table: str | None,
    fields: tuple[str, ...],
    map_file: Path | None,
    constants: tuple[str, ...],
    time_zone: str | None,
    dry_run: bool,
    yes: bool,
    as_json: bool,
    ahead: bool,
) -> None:
    """Import Parquet, CSV, JSON lines, Arrow and OTLP JSON lines, gzipped text included.

    Columns that no field claims become attributes. Without a map one is proposed. Bad rows are quarantined with
    the rule they break, the others are kept. The same file twice changes nothing.
    """
    base = with_flags(read_map(map_file) if map_file else ColumnMap(), table, fields, constants, time_zone)
    address = _writable(store)
    options = Options(
        address,
        base,
        bool(fields or map_file),
        dry_run=dry_run,
        yes=yes,
        json=as_json,
    )
    sys.exit(import_all(files, options, lambda: warm_days(address) if ahead else None))


def _writable(told: str | None) -> str:
    """Return the address to write to. Raises StoreError for what cannot be imported into."""
    store = chosen_address(told)
    open_writer(store)
    if Path(store).expanduser().is_file():
        raise StoreError(
            f"“{store}” is a file. Imports are written to a folder or a database: --store ./tidegauge-data/lake"
        )
    return store


COMMAND = import_command
