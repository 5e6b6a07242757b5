"""Records with any fields made into a frame: one column a field, missing fields NULL."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain, islice

import orjson
import polars as pl

from tidegauge.sources.flatten import json_text

Record = Mapping[str, object]

_LARGEST = 2**63 - 1
_NESTED = {dict, list}
_MOST_FIELDS = 500
_BEYOND = "other_fields"


def flat_record(record: Record) -> Record:
    """Return a record with nested objects as dotted names and lists as JSON text.

    >>> flat_record({"a": {"b": 1}, "c": [1, 2]})
    {'a.b': 1, 'c': '[1,2]'}
    """
    if _NESTED.isdisjoint(map(type, record.values())):
        return record
    found: dict[str, object] = {}
    _gather(record, "", found)
    return found


def _gather(record: Record, prefix: str, found: dict[str, object]) -> None:
    for name, value in record.items():
        if isinstance(value, dict) and value:
            _gather(value, f"{prefix}{name}.", found)
        else:
            found[prefix + name] = json_text(value) if isinstance(value, dict | list) else value


def frame_of(records: Sequence[Record], names: set[str] | None = None) -> pl.DataFrame:
    """Return one row a record. A field with values of several types becomes text.

    `names` are the fields that the file had so far, and gets the new ones. A file that uses ids as field names has
    no end of them: beyond 500 fields, further ones are gathered in `other_fields`, as JSON text.

    >>> frame_of([{"a": 1}, {"a": 2.5, "b": True}]).to_dicts()
    [{'a': 1.0, 'b': None}, {'a': 2.5, 'b': True}]
    """
    names = set() if names is None else names
    bounded = [_bounded(record, names) for record in records]
    fields = dict.fromkeys(chain.from_iterable(bounded))
    if records and not fields:
        fields = {"unnamed": None}  # {} is a row, too
    return pl.DataFrame([_series(name, [record.get(name) for record in bounded]) for name in fields])


def _bounded(record: Record, names: set[str]) -> Record:
    if record.keys() <= names:
        return record
    names.update(islice(record.keys() - names, max(_MOST_FIELDS - len(names), 0)))
    beyond = record.keys() - names
    if not beyond:
        return record
    kept = {name: value for name, value in record.items() if name not in beyond}
    return kept | {_BEYOND: json_text({name: record[name] for name in sorted(beyond)})}


def _series(name: str, values: list[object]) -> pl.Series:
    kinds = set(map(type, values)) - {type(None)}
    if kinds == {int} and not _too_large(values):
        return pl.Series(name, values, dtype=pl.Int64)
    if kinds and kinds <= {int, float} and not _too_large(values):
        return pl.Series(name, values, dtype=pl.Float64, strict=False)
    if kinds == {datetime}:
        return pl.Series(name, values, dtype=pl.Datetime("us"))
    if kinds == {bool}:
        return pl.Series(name, values, dtype=pl.Boolean)
    if kinds <= {str}:
        return pl.Series(name, values, dtype=pl.String if kinds else pl.Null)
    return pl.Series(name, [_text(value) for value in values], dtype=pl.String)


def _too_large(values: Iterable[object]) -> bool:
    return any(isinstance(value, int) and not -_LARGEST <= value <= _LARGEST for value in values)


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return str(value) if type(value) is int else orjson.dumps(value, default=str).decode()
