"""The run of `tidegauge import`: every file in turn, asking before a proposed map is used."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import click
import orjson

from tidegauge.cli import _import_output as output
from tidegauge.clock import now
from tidegauge.errors import ImportFileError
from tidegauge.imports.identity import RowIds
from tidegauge.imports.mapping import ColumnMap
from tidegauge.imports.pipeline import ImportResult, check_map, first_chunk, import_file, rehearse
from tidegauge.imports.proposal import proposed, unmapped
from tidegauge.imports.validation import validated
from tidegauge.sources.chunk import FileSource
from tidegauge.sources.files import open_source

UNREADABLE = 1
UNCONFIRMED = 2
"""Exit status when a proposed map needs a person's word and there is no terminal to ask at."""


@dataclass(frozen=True)
class Options:
    """How files are imported. `base` is the map of the flags and the map file; `mapped` says that it names columns."""

    store: str
    base: ColumnMap
    mapped: bool
    dry_run: bool = False
    yes: bool = False
    json: bool = False


def import_all(files: Iterable[Path], options: Options, changed: Callable[[], None]) -> int:
    """Import one file after the other and return the exit status; `changed` is called after all if any wrote a row.

    A file that cannot be read does not keep the next one from being imported.
    """
    status, results, written = 0, list[object](), 0
    for path in files:
        try:
            result = _import_one(open_source(path), options)
        except ImportFileError as error:
            click.secho(str(error), fg="red", err=True)
            results.append({"file": str(path), "error": str(error)})
            status = max(status, UNREADABLE)
            continue
        if isinstance(result, ImportResult):
            results.append(output.as_json(path, result))
            written += 0 if result.already else result.record.kept + sum(result.record.replaced.values())
            status = max(status, _shown(path, result, options))
        else:
            status = max(status, result)
    if options.json:
        click.echo(orjson.dumps(results, option=orjson.OPT_INDENT_2).decode())
    if written:
        changed()
    return status


def _import_one(source: FileSource, options: Options) -> ImportResult | int:
    """Return the result, or the exit status if nothing was to be written."""
    column_map = _chosen_map(source, options)
    if options.dry_run:
        with output.progress_bar(source.path) as progress:
            tally = rehearse(source, column_map, progress)
        output.show_rehearsal(source.path, tally)
        return 0
    if not _accepted(source, options):
        return UNCONFIRMED
    with output.progress_bar(source.path) as progress:
        return import_file(source, options.store, column_map, now(), progress)


def _chosen_map(source: FileSource, options: Options) -> ColumnMap:
    """Return the given map, or propose one and show it."""
    chunk = first_chunk(source)
    column_map = options.base
    if _needs_proposal(source, options):
        column_map = proposed(chunk.frame, options.base)
    check_map(column_map, chunk, source.path)
    if _needs_proposal(source, options) and not options.json:
        output.show_map(source.path, column_map, validated(chunk, column_map, RowIds(), typed=source.typed))
    if not (source.canonical or options.json):
        output.show_status_rule(column_map.fitted(chunk.frame.columns, chunk.table))
        output.show_unmapped(unmapped(chunk.frame, column_map), proposal=_needs_proposal(source, options))
    return column_map


def _needs_proposal(source: FileSource, options: Options) -> bool:
    return not (options.mapped or source.canonical)


def _accepted(source: FileSource, options: Options) -> bool:
    if options.yes or not _needs_proposal(source, options):
        return True
    if sys.stdin.isatty():
        return click.confirm("Import with this map?", default=True)
    click.echo(
        f"Nothing was written: {source.path.name} has no map. "
        "Accept the proposal with --yes, or name columns with --map FIELD=COLUMN or --map-file FILE.",
        err=True,
    )
    return False


def _shown(path: Path, result: ImportResult, options: Options) -> int:
    """Print a result unless JSON is asked for; a file of which every row is bad counts as unreadable."""
    if not options.json:
        output.show_result(path, result)
    record = result.record
    return UNREADABLE if record.quarantined and record.quarantined == record.read else 0
