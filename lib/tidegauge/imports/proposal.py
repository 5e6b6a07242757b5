"""A mapping proposed from the names and types of a file's columns, to be confirmed by a person."""

import re
from collections.abc import Iterator

import polars as pl

from tidegauge.imports.mapping import ColumnMap, Origin
from tidegauge.imports.numbers import to_number
from tidegauge.imports.synonyms import FIELDS, MILLISECONDS, NESTED, UNCLEAR
from tidegauge.imports.times import to_time
from tidegauge.schema.tables import TABLES, Kind

_DURATIONS = ("duration_ms", "time_to_first_token_ms")
_SAMPLE = 1000


def proposed(sample: pl.DataFrame, base: ColumnMap) -> ColumnMap:
    """Return `base` with a column for every field that one fits by name and whose first values fit by kind.

    >>> sample = pl.DataFrame({"ts": ["2026-11-01"], "Latency (s)": [0.5]})
    >>> {name: str(origin) for name, origin in proposed(sample, ColumnMap()).fields.items()}
    {'start_time': 'ts', 'duration_ms': 'Latency (s) * 1000'}
    """
    fields: dict[str, Origin] = dict(base.fields)
    used = {origin.column for origin in fields.values()}
    for name, kind in TABLES[base.table].kinds.items():
        if name in fields or name in base.constants:
            continue
        for column in _candidates(name, sample.columns):
            if column not in used and _fits(sample[column].head(_SAMPLE), kind):
                fields[name] = Origin(column, _factor(name, column))
                used.add(column)
                break
    return ColumnMap(base.table, fields, base.constants, base.time_zone)


def _candidates(field_name: str, columns: list[str]) -> Iterator[str]:
    spelled = {column: _normal(column) for column in columns}
    for synonym in FIELDS.get(field_name, (field_name,)):
        yield from (column for column in columns if _is_called(spelled[column], synonym))


def _is_called(name: str, synonym: str) -> bool:
    nested = synonym in NESTED and name.endswith(f"_{synonym}")
    return nested or name.replace("_", "") == synonym.replace("_", "")


def unmapped(sample: pl.DataFrame, base: ColumnMap) -> dict[str, str]:
    """Return {column: field} for columns that `base` leaves out though their names look like a field it leaves open.

    >>> unmapped(pl.DataFrame({"ts": ["2026-11-01"], "latency": [0.5], "x": 1}), ColumnMap())
    {'ts': 'start_time', 'latency': 'duration_ms'}
    """
    fitted = base.fitted(sample.columns)
    found = {
        origin.column: name
        for name, origin in proposed(sample, fitted).fields.items()
        if name not in fitted.fields
    }
    for name, synonyms in UNCLEAR.items():
        if base.table == "spans" and name not in {*fitted.fields, *fitted.constants, *found.values()}:
            found |= {column: name for column in sample.columns if _normal(column) in synonyms}
    used = {origin.column for origin in fitted.fields.values()}
    return {column: name for column, name in found.items() if column not in used}


def _normal(name: str) -> str:
    """Spell a name as the synonyms are spelled: startTime and `Start time` are start_time."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[^a-z0-9]+", "_", split.lower()).strip("_")


def _fits(values: pl.Series, kind: Kind) -> bool:
    """Say whether at least nine of ten recorded values can be read as `kind`."""
    if kind == Kind.TEXT:
        return True
    recorded = values.drop_nulls()
    read = to_time(recorded, "UTC") if kind == Kind.TIME else to_number(recorded)
    bad = sum(int(fault.mask.sum()) for fault in read.faults)
    return bad <= len(recorded) / 10


def _factor(field_name: str, column: str) -> float:
    if field_name not in _DURATIONS:
        return 1.0
    name = _normal(column)
    return next((factor for suffix, factor in MILLISECONDS.items() if name.endswith(suffix)), 1.0)
