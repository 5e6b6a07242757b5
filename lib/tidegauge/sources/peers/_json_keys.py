"""The keys that JSON attributes hold, found by looking at a sample: what each is called, where it stands, what it holds."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import orjson

from tidegauge.schema.json_functions import Path
from tidegauge.schema.tables import Kind

_Keys: TypeAlias = tuple[str, ...]
MOST = 200
"""Keys that are told apart. Where there are more, somebody writes values as keys."""
LONGEST = 60
"""Bytes of a name: PostgreSQL cuts longer ones off."""


@dataclass(frozen=True)
class Key:
    """A key of attributes under its dotted name."""

    name: str
    path: Path
    kind: Kind


def keys_of(documents: Iterable[str | None], *, left_out: tuple[str, ...] = ()) -> dict[str, Key]:
    """Return {dotted name: key} of JSON objects as text, the most frequent ones; what is no object has no keys.

    Names that are in `left_out`, or begin with one of them and a dot, are not among them.

    >>> found = keys_of(['{"llm": {"tokens": 3}, "metadata": {"plan": "pro", "a.b": true}}', '"text"'])
    >>> [(key.name, key.path, key.kind.value) for key in found.values()]  # doctest: +NORMALIZE_WHITESPACE
    [('llm.tokens', ('llm', 'tokens'), 'number'), ('metadata.plan', ('metadata', 'plan'), 'text'),
     ('metadata.a.b', ('metadata', 'a.b'), 'boolean')]
    """
    seen: Counter[_Keys] = Counter()
    kinds: dict[_Keys, set[Kind]] = {}
    for path, value in _every(documents):
        if value is not None:
            seen[path] += 1
            kinds.setdefault(path, set()).add(_kind(value))
    found: dict[str, Key] = {}
    for path, _ in seen.most_common():
        name = ".".join(path)
        if len(found) < MOST and _named(name, left_out) and name.casefold() not in found:
            # Databases that fold names see one column where two differ in capitals only.
            found[name.casefold()] = Key(name, path, _joint(kinds[path]))
    return {key.name: key for key in found.values()}


def _every(documents: Iterable[str | None]) -> Iterator[tuple[_Keys, object]]:
    for document in documents:
        try:
            value = orjson.loads(document or "null")
        except orjson.JSONDecodeError:
            continue
        if isinstance(value, dict):
            yield from _leaves((), value)


def _leaves(path: _Keys, value: Mapping[str, object]) -> Iterator[tuple[_Keys, object]]:
    for key, entry in value.items():
        if isinstance(entry, dict):
            yield from _leaves((*path, key), entry)
        else:
            yield (*path, key), entry


def _named(name: str, left_out: tuple[str, ...]) -> bool:
    if not name or len(name.encode()) > LONGEST:
        return False
    return not any(name == left or name.startswith(f"{left}.") for left in left_out)


def _kind(value: object) -> Kind:
    if isinstance(value, bool):
        return Kind.BOOLEAN
    # A number and not an integer: that of the sample may be whole by chance.
    return Kind.NUMBER if isinstance(value, int | float) else Kind.TEXT


def _joint(kinds: set[Kind]) -> Kind:
    return next(iter(kinds)) if len(kinds) == 1 else Kind.TEXT
