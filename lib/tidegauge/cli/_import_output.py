"""What `tidegauge import` prints: the proposed map with examples, the counts, and the first quarantined rows."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from tidegauge.imports.mapping import ColumnMap
from tidegauge.imports.pipeline import ImportResult, Tally
from tidegauge.imports.pipeline import Progress as Report
from tidegauge.imports.validation import Validated
from tidegauge.sources.chunk import BadRow
from tidegauge.sources.decoding import CONVERT, NOT_UTF8

_WIDTH = 60


def plain(value: object, width: int = _WIDTH) -> str:
    """Return a value of a file as it may stand in a terminal: on one line, cut, without control signs.

    >>> plain("a\\x1b[31mred\\nline")
    'a�[31mred line'
    """
    text = "" if value is None else str(value)
    line = text[: width * 2].replace("\n", " ").replace("\t", " ")
    cleaned = "".join(sign if sign.isprintable() else "�" for sign in line)
    return cleaned if len(text) <= width else f"{cleaned[:width]}…"


def show_map(path: Path, column_map: ColumnMap, example: Validated) -> None:
    """Print which field comes from which column, with the first five values."""
    click.echo(f"{path.name}: proposed map into {column_map.table}")
    fitted = [(name, str(origin)) for name, origin in column_map.fields.items()]
    fitted += [(name, f"always “{value}”") for name, value in column_map.constants.items()]
    rows = [(name, origin, _examples(example, name)) for name, origin in fitted]
    print_table([("field", "from", "first five values"), *rows])
    rest = [name for name in example.frame.columns if name not in dict(fitted)]
    attributes = [name for name in rest if name not in {"trace_id", "span_id", "kind", "status"}]
    if attributes:
        click.echo(f"Kept as attributes: {', '.join(plain(name) for name in attributes)}")


def _examples(example: Validated, name: str) -> str:
    if name not in example.frame.columns:
        return ""
    return " | ".join(plain(value, 24) for value in example.frame[name].head(5))


def show_status_rule(fitted: ColumnMap) -> None:
    """Say so if the status is told from the error."""
    if fitted.tells_status:
        click.echo("No column for status: it is error where error_type is recorded, and ok elsewhere.")


def show_unmapped(columns: Mapping[str, str], *, proposal: bool) -> None:
    """Point out the columns that become attributes though their names look like fields."""
    if columns:
        named = ", ".join(f"{plain(column)} ({field})" for column, field in columns.items())
        instead = "" if proposal else ", or leave --map out to see the proposal"
        click.echo(f"Not mapped, though their names look like fields: {named}. Add --map for them{instead}.")


def show_result(path: Path, result: ImportResult) -> None:
    """Print the counts of one file and the first ten of its quarantined rows."""
    record = result.record
    if result.already:
        click.echo(f"{path.name}: already imported on {record.at:%Y-%m-%d %H:%M} UTC. Nothing was written.")
        return
    for note in result.notes:
        click.echo(note)
    by_table = ", ".join(f"{count:,} {table}" for table, count in record.rows.items())
    click.echo(f"{path.name}: {by_table or 'no new rows'}")
    counts = (record.read, record.kept, record.duplicates, record.quarantined)
    print_table([("read", "kept", "duplicates", "quarantined"), tuple(f"{count:,}" for count in counts)])
    show_bad(result.first_bad, record.quarantined)


def show_rehearsal(path: Path, tally: Tally) -> None:
    """Print what an import would do."""
    click.echo(
        f"{path.name}: would read {tally.read:,} rows, of which {tally.quarantined:,} are quarantined."
    )
    show_bad(tally.first_bad, tally.quarantined)


def show_bad(bad: Iterable[BadRow], total: int) -> None:
    """Print quarantined rows."""
    rows = [(str(row.row), plain(row.column), plain(row.value, 40), row.rule) for row in bad]
    if rows:
        click.echo(
            f"Quarantined, the first {len(rows)} of {total:,}:" if total > len(rows) else "Quarantined:"
        )
        print_table([("row", "column", "value", "rule"), *rows])
    if any(row[3] == NOT_UTF8 for row in rows):
        click.echo(CONVERT)


def print_table(rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows of cells, the first one a head, in columns as wide as their longest cell."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo("  " + "  ".join(cells).rstrip())


def as_json(path: Path, result: ImportResult) -> Mapping[str, object]:
    """Return one file's result as `--json` prints it."""
    return {
        "file": str(path),
        "already": result.already,
        "record": result.record,
        "notes": result.notes,
        "first_quarantined": result.first_bad,
    }


@contextmanager
def progress_bar(path: Path) -> Iterator[Report]:
    """Draw a bar with rows and rows a second on a terminal; elsewhere nothing."""
    console = Console(stderr=True)
    if not sys.stderr.isatty():
        yield lambda _rows, _done: None
        return
    rows = TextColumn("{task.fields[rows]:,} rows, {task.fields[rate]:,.0f}/s")
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), rows, TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(plain(path.name), total=1.0, rows=0, rate=0.0)

        def report(count: int, done: float) -> None:
            elapsed = bar.tasks[0].elapsed or 1e-9
            bar.update(task, completed=done, rows=count, rate=count / elapsed)

        yield report
