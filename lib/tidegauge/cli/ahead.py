"""`tidegauge ahead`: what the pages of a large store open with, counted before anybody opens them."""

import time
from pathlib import Path

import click

from tidegauge.cli._store import address, named_settings
from tidegauge.cli._warm_days import ask_ahead


@click.command("ahead")
@click.option("--store", metavar="URL", help="The trace store: a folder, a .duckdb file or a database URL.")
@click.option(
    "--config", type=click.Path(path_type=Path), help="The settings file instead of ./tidegauge.toml."
)
def COMMAND(store: str | None, config: Path | None) -> None:  # noqa: N802  listed
    """Count the days that the pages of a large store open with, so that nobody waits for it.

    `import`, `sync` and `demo` do so when they have written, and `serve` every hour for a lake that others write to.
    """
    settings, began = named_settings(config, store), time.monotonic()
    asked = ask_ahead(settings, address(settings))
    said = f"Counted the days ahead for {asked} reports, {time.monotonic() - began:.0f} s."
    click.echo(said if asked else "Nothing to count ahead: this store answers its pages from its rows.")
