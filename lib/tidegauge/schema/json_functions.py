"""JSON read by path, spelled per dialect in `stores`: what another tool keeps in one column of attributes."""

import json
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.sql.functions import FunctionElement

Path: TypeAlias = tuple[str | int, ...]
"""Keys and places in lists, from the outside in. A key may hold any sign: dots, quotes."""


class Parsed(FunctionElement[Any]):
    """A text as JSON; NULL where it is none."""

    type = sa.JSON()
    inherit_cache = True
    name = "parsed"


class JsonText(FunctionElement[str]):
    """The value at a path as text."""

    type = sa.Text()
    inherit_cache = True
    name = "json_text"


class JsonNumber(FunctionElement[float]):
    """The number at a path."""

    type = sa.Double()
    inherit_cache = True
    name = "json_number"


class JsonInteger(FunctionElement[int]):
    """The whole number at a path."""

    type = sa.BigInteger()
    inherit_cache = True
    name = "json_integer"


class JsonBoolean(FunctionElement[bool]):
    """The truth value at a path."""

    type = sa.Boolean()
    inherit_cache = True
    name = "json_boolean"


class JsonNamed(FunctionElement[str]):
    """The text at a path of the first object of a list that has a certain `name`."""

    type = sa.Text()
    inherit_cache = True
    name = "json_named"


class JsonMessages(FunctionElement[str]):
    """A list of messages as one text."""

    type = sa.Text()
    inherit_cache = True
    name = "json_messages"


SAID: tuple[Path, ...] = (("content",), ("parts", 0, "content"), ("contents",), ("tool_calls",))
"""Where a message keeps what was said, the first that is there."""


def parsed(text: sa.ColumnElement[Any]) -> Parsed:
    """Return a text as JSON that the other functions read; NULL where it is not JSON."""
    return Parsed(text)


def json_text(document: sa.ColumnElement[Any], path: Path) -> JsonText:
    """Return the value at `path`: text without quotes, anything else as JSON writes it; NULL where there is none.

    `document` must be JSON: a JSON column, or `parsed` text. A value where an object should be has no keys.
    """
    return JsonText(document, _constant(path))


def json_number(document: sa.ColumnElement[Any], path: Path) -> JsonNumber:
    """Return the number at `path`; NULL where there is something else."""
    return JsonNumber(document, _constant(path))


def json_integer(document: sa.ColumnElement[Any], path: Path) -> JsonInteger:
    """Return the number at `path`, cut to a whole one; NULL where there is something else."""
    return JsonInteger(document, _constant(path))


def json_boolean(document: sa.ColumnElement[Any], path: Path) -> JsonBoolean:
    """Return whether `path` holds true; NULL where there is neither true nor false."""
    return JsonBoolean(document, _constant(path))


def json_named(document: sa.ColumnElement[Any], listed: Path, name: str, path: Path) -> JsonNamed:
    """Return the text at `path` of the first object whose `name` is `name` in the list that is at `listed`."""
    return JsonNamed(document, _constant(listed), _constant((name,)), _constant(path))


def json_messages(document: sa.ColumnElement[Any], listed: Path, within: Path = ()) -> JsonMessages:
    """Return the messages of the list at `listed` as lines of “role: content”; NULL where there is no such list.

    `within` is where in an item the message stands.
    """
    return JsonMessages(document, _constant(listed), _constant(within))


def _constant(path: Path) -> sa.ColumnElement[Any]:
    # In the text of the clause: what is compiled is cached by it, and GROUP BY must see what SELECT sees.
    return sa.literal_column(json.dumps(path))


def path_of(clause: sa.ColumnElement[Any]) -> Path:
    """Return the path that an argument of these functions stands for.

    >>> path_of(json_text(sa.column("a"), ("llm", "tools", 0)).clauses.clauses[1])
    ('llm', 'tools', 0)
    """
    return tuple(json.loads(str(clause)))
