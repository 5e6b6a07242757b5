"""A chunk of raw rows made canonical: good rows as the lake wants them, bad rows with the rule they break."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from tidegauge.imports.attributes import attributes
from tidegauge.imports.fault import Converted, Fault
from tidegauge.imports.identity import RowIds, with_identity
from tidegauge.imports.mapping import ColumnMap
from tidegauge.imports.numbers import to_integer, to_number, to_text
from tidegauge.imports.times import to_time
from tidegauge.imports.vocabulary import canonical_words, status_of_errors
from tidegauge.schema.rules import broken_rules
from tidegauge.schema.tables import TABLES, Kind
from tidegauge.sources.chunk import BadRow, Chunk


@dataclass(frozen=True)
class Validated:
    """What became of a chunk."""

    table: str
    frame: pl.DataFrame
    bad: tuple[BadRow, ...]


def validated(chunk: Chunk, column_map: ColumnMap, ids: RowIds, *, typed: bool) -> Validated:
    """Return the chunk's rows in the columns of its table. `ids` names the rows that the file does not name."""
    fitted = column_map.fitted(chunk.frame.columns, chunk.table)
    if chunk.frame.is_empty():
        return Validated(fitted.table, pl.DataFrame(), chunk.bad)
    canonical, faults = _canonical(chunk, fitted)
    if fitted.table == "spans":
        if fitted.tells_status:
            canonical = canonical.with_columns(status_of_errors(canonical["error_type"]))
        canonical = with_identity(canonical, chunk.frame, fitted.constants, ids)
    faults += _broken_rules(fitted, canonical)
    rest = chunk.frame.drop({origin.column for origin in fitted.fields.values()}, strict=False)
    frame = _beside(canonical, attributes(rest, typed=typed))
    if not faults:
        return Validated(fitted.table, frame, chunk.bad)
    bad, good = _split(chunk, faults)
    return Validated(fitted.table, frame.filter(good), (*chunk.bad, *bad))


def _canonical(chunk: Chunk, fitted: ColumnMap) -> tuple[pl.DataFrame, list[Fault]]:
    kinds, faults, columns = TABLES[fitted.table].kinds, list[Fault](), list[pl.Series]()
    for name, (raw, factor) in _origins(chunk.frame, fitted).items():
        converted = _converted(raw, kinds[name], factor, fitted.time_zone)
        faults += converted.faults
        columns.append(canonical_words(fitted.table, converted.values.alias(name)))
    return pl.DataFrame(columns), faults


def _origins(frame: pl.DataFrame, fitted: ColumnMap) -> dict[str, tuple[pl.Series, float]]:
    """Return {field: (raw column, factor)}; the time of the table is there even if the chunk lacks its column."""
    missing = pl.repeat(None, frame.height, dtype=pl.Null, eager=True)
    found = {TABLES[fitted.table].time: (missing, 1.0)}
    for name, origin in fitted.fields.items():
        raw = frame[origin.column] if origin.column in frame.columns else missing.alias(origin.column)
        found[name] = (raw, origin.factor)
    for name, text in fitted.constants.items():
        found[name] = (pl.repeat(text, frame.height, eager=True).alias(name), 1.0)
    return found


def _converted(raw: pl.Series, kind: Kind, factor: float, time_zone: str) -> Converted:
    if raw.dtype == pl.Null:
        return Converted(raw.cast(kind.polars))
    match kind:
        case Kind.TIME:
            return to_time(raw, time_zone)
        case Kind.NUMBER:
            return to_number(raw, factor)
        case Kind.INTEGER:
            return to_integer(raw, factor)
    return to_text(raw)


def _broken_rules(fitted: ColumnMap, canonical: pl.DataFrame) -> list[Fault]:
    return [
        Fault(_shown(fitted, broken.column), broken.rule, broken.rows)
        for broken in broken_rules(fitted.table, canonical)
    ]


def _shown(fitted: ColumnMap, name: str) -> str:
    """Return the name that the file has for a field."""
    return fitted.fields[name].column if name in fitted.fields else name


def _beside(canonical: pl.DataFrame, rest: pl.DataFrame) -> pl.DataFrame:
    """Return both side by side. A leftover column called like a field of the map gets a name of its own."""
    taken = {name: f"attribute.{name}" for name in rest.columns if name in canonical.columns}
    return pl.concat([canonical, rest.rename(taken)], how="horizontal") if rest.width else canonical


def _split(chunk: Chunk, faults: Iterable[Fault]) -> tuple[list[BadRow], pl.Series]:
    """Return the bad rows, each with the first rule it breaks, and a mask of the good ones."""
    first: dict[int, Fault] = {}
    for fault in faults:
        for index in fault.mask.arg_true():
            first.setdefault(index, fault)
    bad = [_bad_row(chunk, index, first[index]) for index in sorted(first)]
    good = pl.Series([True] * chunk.frame.height, dtype=pl.Boolean)
    return bad, good.scatter(sorted(first), False) if first else good


def _bad_row(chunk: Chunk, index: int, fault: Fault) -> BadRow:
    record = chunk.frame.row(index, named=True)
    value = record.get(fault.column)
    line = None if chunk.lines is None else int(chunk.lines[index])
    shown = "" if value is None else str(value)
    return BadRow(int(chunk.rows[index]), fault.column, shown, fault.rule, line, record)
