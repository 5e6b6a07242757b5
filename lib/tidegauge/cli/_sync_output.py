"""What `tidegauge sync` prints: progress, what was done by table, and the count check."""

import shlex
from collections.abc import Iterator

import click
import orjson

from tidegauge.cli._sync_record import as_record
from tidegauge.clock import now
from tidegauge.errors import StoreError
from tidegauge.stores.addresses import shown_address
from tidegauge.stores.copying import Progress
from tidegauge.stores.record_source import RECORD_SOURCE
from tidegauge.sync.count_check import TableCheck
from tidegauge.sync.run import Synced

EVERY = 2.0
"""Seconds between two lines of progress where there is no terminal."""

_CHECKED = ("at the source", "left out", "in the copy")
"""What the count check says of a table."""


def told(progress: Progress) -> str:
    """Return progress in words.

    >>> told(Progress("spans", 250_000, 1_000_000, 10.0))
    'spans: 250,000 of 1,000,000 rows (25%), 25,000/s'
    >>> told(Progress("scores", 40, None, 2.0))
    'scores: 40 rows, 20/s'
    """
    rate = f"{progress.rows / max(progress.seconds, 1e-9):,.0f}/s"
    if not progress.expected:
        return f"{progress.table}: {progress.rows:,} rows, {rate}"
    share = min(1.0, progress.rows / progress.expected)
    return f"{progress.table}: {progress.rows:,} of {progress.expected:,} rows ({share:.0%}), {rate}"


def following(source: str, into: str, every: float) -> str:
    """Return what is said before the first run of many.

    >>> following("phoenix.db", "postgresql://ann:secret@db/traces", 30.0)
    'Following phoenix.db into postgresql://ann:***@db/traces: it is looked at every 30 s. Ctrl+C ends it.'
    """
    shown, place = shown_address(source), shown_address(into)
    return f"Following {shown} into {place}: it is looked at every {every:g} s. Ctrl+C ends it."


def show(result: Synced, *, as_json: bool) -> None:
    """Print the result of one run."""
    if as_json:
        click.echo(orjson.dumps(as_record(result), option=orjson.OPT_INDENT_2).decode())
        return
    click.echo(f"{result.source} ({result.product}) into {result.into}")
    for row in _table(result):
        click.echo(row)
    for check in result.checks:
        for sentence in reasons(check, again(result)):
            click.echo(sentence)
    for sentence in shared(result):
        click.echo(sentence)
    if result.stopped:
        click.echo("Stopped before the end. What was committed stays; the next sync goes on from there.")


def _table(result: Synced) -> Iterator[str]:
    copied = result.copied
    heads = ("", "read", "added", "replaced", "taken away", "quarantined", *_CHECKED)
    counts = (copied.read, copied.added, copied.replaced, copied.removed, copied.quarantined)
    checks = {
        check.table: tuple(f"{count:,}" for count in (check.source, check.left_out, check.copy))
        for check in result.checks
    }
    names = dict.fromkeys((*checks, *copied.read))
    rows = [
        (name, *(f"{count.get(name, 0):,}" for count in counts), *checks.get(name, ("",) * len(_CHECKED)))
        for name in names
    ]
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    for row in (heads, *rows):
        first, *others = (
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield f"  {first}  {'  '.join(others)}".rstrip()


def again(result: Synced) -> str:
    """Return the command that reads every row again."""
    return f"tidegauge sync {shlex.quote(result.source)} --into {shlex.quote(result.into)} --full"


def reasons(check: TableCheck, full: str) -> Iterator[str]:
    """Yield why a table has other rows in the copy than at the source; `full` is the command that reads all again.

    >>> next(reasons(TableCheck("scores", 350, (("They are notes.", 3),), 0, 347), "tidegauge sync a.db --full"))
    'scores: 3 left out. They are notes.'
    """
    for reason, rows in check.left:
        yield f"{check.table}: {rows:,} left out. {reason[:1].upper()}{reason[1:].rstrip('.')}."
    if check.quarantined:
        yield f"{check.table}: {_are(check.quarantined)} in quarantine, with the rule that is broken."
    if check.unexplained > 0:
        yield (
            f"{check.table}: {_are(check.unexplained)} not in the copy: written during the sync, or the same as a row "
            f"that is there already. If this stays: {full}"
        )
    elif check.unexplained < 0:
        yield (
            f"{check.table}: {_are(-check.unexplained)} in the copy and no longer at the source. "
            f"To take away what is gone: {full}"
        )


def _are(rows: int) -> str:
    return f"{rows:,} {'is' if rows == 1 else 'are'}"


def shared(result: Synced) -> Iterator[str]:
    """Yield that projects of this source have the names of others', and what tells their calls apart."""
    if not result.shared_projects:
        return
    names = ", ".join(f"“{name}”" for name in result.shared_projects)
    which = f"projects {names} are" if len(result.shared_projects) > 1 else f"project {names} is"
    yield (
        f"The {which} in this store from another source, too. To see the calls of this one alone: "
        f"--where '{RECORD_SOURCE} = {result.record_source}'"
    )


def show_round(result: Synced) -> None:
    """Print one run of many, if it changed the copy."""
    if result.changed:
        copied = result.copied
        parts = (
            (copied.added, "added"),
            (copied.replaced, "replaced"),
            (copied.removed, "taken away"),
            (copied.quarantined, "quarantined"),
        )
        told_parts = [
            f"{count:,} {table} {word}" for counts, word in parts for table, count in counts.items() if count
        ]
        click.echo(f"{now():%H:%M:%S} {', '.join(told_parts)}")


def show_trouble(error: StoreError) -> None:
    """Say that a store went away."""
    said = str(error).rstrip(".")
    click.secho(f"{now():%H:%M:%S} {said}. Sync waits and goes on when it returns.", fg="yellow", err=True)


def show_return() -> None:
    """Say that the store is back."""
    click.echo(f"{now():%H:%M:%S} It answers again. Sync goes on.", err=True)


def line(result: Synced) -> None:
    """Print one run of many as a line of JSON, if it changed the copy."""
    if result.changed:
        click.echo(orjson.dumps(as_record(result)).decode())
