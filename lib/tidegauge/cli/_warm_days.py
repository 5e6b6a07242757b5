"""After rows were written: counts the days that the pages open with, so that the first page does not wait for it."""

import sys
import time

import click

from tidegauge.clock import now
from tidegauge.settings import Settings, load_settings

AHEAD = click.option(
    "--ahead/--no-ahead",
    default=True,
    help="Afterwards count the days of a large store, which the first page waits for otherwise.",
)
_LONGEST = 600.0
"""Seconds that a statement may take: nobody waits for a page."""


def warm_days(address: str) -> None:
    """Ask what the pages ask of a large store. It never fails: what it does not come to is left to the pages."""
    began = time.monotonic()
    try:
        asked = ask_ahead(load_settings(store=address), address)
    except Exception as error:
        # The rows are in the store: nothing here may make a failure of that.
        _over(f"The pages count their days themselves: {error}")
    except KeyboardInterrupt:
        _over(
            "Stopped. The rows are in the store, and the pages count what is left of their days themselves."
        )
    else:
        if asked:
            _over(f"Counted the days ahead for {asked} reports, {time.monotonic() - began:.0f} s.")


def ask_ahead(settings: Settings, address: str) -> int:
    """Ask what the pages ask of a large store, and return how many reports that were.

    Raises:
        TidegaugeError: the store does not answer.
    """
    # Imported here: an import into a small store does without.
    from tidegauge.reports.ahead import pays, questions_ahead
    from tidegauge.reports.source import Source
    from tidegauge.stores import open_store

    source, asked = Source(open_store(address, _LONGEST), settings.dimensions), 0
    for one in questions_ahead(source, settings, now()) if pays(source) else ():
        _shown(f"Counting the days ahead: {one.page}. Ctrl+C leaves it to the pages.")
        one.ask()
        asked += 1
    return asked


def _shown(said: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{said}", nl=False, err=True)


def _over(said: str) -> None:
    click.echo(f"\r\x1b[K{said}" if sys.stderr.isatty() else said, err=True)
