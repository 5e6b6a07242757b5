"""After rows were written: counts the days that the pages open with, so that the first page does not wait for it."""

import sys
import time

import click

from tidegauge.clock import now
from tidegauge.settings import load_settings

AHEAD = click.option(
    "--ahead/--no-ahead",
    default=True,
    help="Afterwards count the days of a large store, which the first page waits for otherwise.",
)


def warm_days(address: str) -> None:
    """Ask what the pages ask of a large store. It never fails: what it does not come to is left to the pages."""
    # Imported here: an import into a small store does without.
    from tidegauge.reports.ahead import pays, questions_ahead
    from tidegauge.reports.source import Source
    from tidegauge.stores import open_store

    began = time.monotonic()
    try:
        settings = load_settings(store=address)
        source = Source(open_store(address), settings.dimensions)
        if not pays(source):
            return
        for one in questions_ahead(source, settings, now()):
            _shown(f"Counting the days ahead: {one.page}. Ctrl+C leaves it to the pages.")
            one.ask()
    except Exception as error:
        _over(f"The pages count their days themselves: {error}")
    except KeyboardInterrupt:
        _over("Stopped. The rows are in the store; the pages count what is left of their days themselves.")
    else:
        _over(f"Counted the days ahead for the pages, {time.monotonic() - began:.0f} s.")


def _shown(said: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{said}", nl=False, err=True)


def _over(said: str) -> None:
    click.echo(f"\r\x1b[K{said}" if sys.stderr.isatty() else said, err=True)
