"""Values under keys: of a map, of two lists side by side, of a JSON column; spelled per dialect in `stores`.

A key that is not there reads as NULL, one with an empty value as the empty text: a map alone says "" for both.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.functions import FunctionElement

SQL = sa.ColumnElement[Any]


class MapText(FunctionElement[str]):
    """The value under a key of a map, as text."""

    type = sa.Text()
    inherit_cache = True
    name = "map_text"


class PairText(FunctionElement[str]):
    """The value that stands at the place of a name, in a list of names beside a list of values."""

    type = sa.Text()
    inherit_cache = True
    name = "pair_text"


class PathText(FunctionElement[str]):
    """The value under a dotted path of a JSON column, as text; lists as JSON."""

    type = sa.Text()
    inherit_cache = True
    name = "path_text"


class Entries(FunctionElement[Any]):
    """One row for each key: a tuple of the key and its value."""

    inherit_cache = True
    name = "entries"


class WholeNumber(FunctionElement[int]):
    """A text as a whole number; NULL where it is none."""

    type = sa.BigInteger()
    inherit_cache = True
    name = "whole_number"


class Number(FunctionElement[float]):
    """A text, or a decimal, as a floating number; NULL where it is none."""

    type = sa.Double()
    inherit_cache = True
    name = "number"


class FirstItem(FunctionElement[str]):
    """The first item of a list that is written as JSON; any other text as it is."""

    type = sa.Text()
    inherit_cache = True
    name = "first_item"


class Readable(FunctionElement[str]):
    """Messages written as JSON, one `role: content` a line; any other text as it is."""

    type = sa.Text()
    inherit_cache = True
    name = "readable"


class NumberedMessages(FunctionElement[str]):
    """Messages under numbered keys of a map (`prefix.0.message.content`), one `role: content` a line."""

    type = sa.Text()
    inherit_cache = True
    name = "numbered_messages"


def map_text(column: SQL, key: str) -> MapText:
    """Return the value under `key` of a map; NULL where the map has no such key."""
    return MapText(column, _key(key))


def pair_text(names: SQL, values: SQL, key: str) -> PairText:
    """Return the value at the place of `key` in `names`; NULL where it is not among them."""
    return PairText(names, values, _key(key))


def path_text(column: SQL, path: str) -> PathText:
    """Return the value at a dotted path of a JSON column; NULL where there is none."""
    return PathText(column, _key(path))


def _key(key: str) -> SQL:
    return sa.literal(key, sa.Text())


class PrefixSum(FunctionElement[int]):
    """The sum over the keys of a map that begin with a text; NULL where no key does."""

    type = sa.BigInteger()
    inherit_cache = True
    name = "prefix_sum"


class TotalOrSum(FunctionElement[float]):
    """The value under `total` of a map of numbers, else the sum over all keys; NULL where there is no key."""

    type = sa.Double()
    inherit_cache = True
    name = "total_or_sum"


def prefix_sum(column: SQL, prefix: str) -> PrefixSum:
    """Return the sum over the keys of a map of numbers that begin with `prefix`; NULL where no key does."""
    return PrefixSum(column, _key(prefix))
