"""SQLite's spelling of the functions on JSON, texts and times. Importing this file is enough."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from tidegauge.schema import json_functions as json
from tidegauge.schema.functions import arguments
from tidegauge.schema.text_functions import Before
from tidegauge.schema.time_functions import Microseconds, Moment, UtcTime

_TEXT = "CASE {type} WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST({value} AS TEXT) END"
_NUMBER = "CASE WHEN {type} IN ('integer', 'real') THEN CAST({value} AS REAL) END"
_INTEGER = "CASE WHEN {type} IN ('integer', 'real') THEN CAST({value} AS INTEGER) END"
_BOOLEAN = "CASE {type} WHEN 'true' THEN 1 WHEN 'false' THEN 0 END"
_OBJECT = "CASE WHEN {type} IN ('object', 'array') THEN {value} END"


@compiles(json.Parsed, "sqlite")
def _parsed(element: json.Parsed, compiler: SQLCompiler, **kw: Any) -> str:
    (text,) = element.clauses
    # Processed once for every place: a bound value inside must be listed as often as it is written.
    return f"CASE WHEN json_valid({compiler.process(text, **kw)}) THEN {compiler.process(text, **kw)} END"


@compiles(json.JsonText, "sqlite")
def _text(element: json.JsonText, compiler: SQLCompiler, **kw: Any) -> str:
    return _read(element, _TEXT, compiler, **kw)


@compiles(json.JsonNumber, "sqlite")
def _number(element: json.JsonNumber, compiler: SQLCompiler, **kw: Any) -> str:
    return _read(element, _NUMBER, compiler, **kw)


@compiles(json.JsonInteger, "sqlite")
def _integer(element: json.JsonInteger, compiler: SQLCompiler, **kw: Any) -> str:
    return _read(element, _INTEGER, compiler, **kw)


@compiles(json.JsonBoolean, "sqlite")
def _boolean(element: json.JsonBoolean, compiler: SQLCompiler, **kw: Any) -> str:
    return _read(element, _BOOLEAN, compiler, **kw)


@compiles(json.JsonNamed, "sqlite")
def _named(element: json.JsonNamed, compiler: SQLCompiler, **kw: Any) -> str:
    document, listed, name, path = element.clauses
    items = f"{compiler.process(document, **kw)}, {_quoted(_written(json.path_of(listed)), compiler)}"
    wanted = _quoted(str(json.path_of(name)[0]), compiler)
    # A list of texts has values that are no JSON themselves.
    item = _OBJECT.format(type="type", value="value")
    found = _at(item, json.path_of(path), _TEXT, compiler)
    return f"(SELECT {found} FROM json_each({items}) WHERE json_extract({item}, '$.name') = {wanted} LIMIT 1)"  # noqa: S608  quoted parts


@compiles(json.JsonMessages, "sqlite")
def _messages(element: json.JsonMessages, compiler: SQLCompiler, **kw: Any) -> str:
    document, listed, within = element.clauses
    items = f"{compiler.process(document, **kw)}, {_quoted(_written(json.path_of(listed)), compiler)}"
    inside = json.path_of(within)
    item = _OBJECT.format(type="type", value="value")
    role, *said = (
        _at(item, (*inside, *path), "CAST({value} AS TEXT)", compiler) for path in (("role",), *json.SAID)
    )
    line = f"coalesce({role}, 'unknown') || ': ' || coalesce({', '.join(said)}, '')"
    return f"(SELECT group_concat({line}, char(10)) FROM json_each({items}) WHERE type = 'object')"  # noqa: S608  quoted parts


@compiles(Microseconds, "sqlite")
def _microseconds(element: Microseconds, compiler: SQLCompiler, **kw: Any) -> str:
    def time() -> str:
        return arguments(element, compiler, **kw)[0]

    fraction = (
        f"substr({time()}, 20, 1) = '.' THEN CAST(substr(substr({time()}, 21) || '000000', 1, 6) AS INTEGER)"
    )
    return f"(CAST(strftime('%s', substr({time()}, 1, 19)) AS INTEGER) * 1000000 + CASE WHEN {fraction} ELSE 0 END)"


@compiles(Moment, "sqlite")
def _moment(element: Moment, compiler: SQLCompiler, **kw: Any) -> str:
    def count() -> str:
        return arguments(element, compiler, **kw)[0]

    seconds = f"strftime('%Y-%m-%d %H:%M:%S', ({count()}) / 1000000, 'unixepoch')"
    return f"({seconds} || printf('.%06d', ({count()}) % 1000000))"


@compiles(UtcTime, "sqlite")
def _utc_time(element: UtcTime, compiler: SQLCompiler, **kw: Any) -> str:
    def time() -> str:
        return arguments(element, compiler, **kw)[0]

    whole = f"substr({time()}, 20, 1) = '.' THEN substr({time()} || '000000', 1, 26)"
    return f"CASE WHEN {whole} ELSE substr({time()}, 1, 19) || '.000000' END"


@compiles(Before, "sqlite")
def _before(element: Before, compiler: SQLCompiler, **kw: Any) -> str:
    text, mark = arguments(element, compiler, **kw)
    return f"substr({text}, 1, max(instr({text}, {mark}) - 1, 0))"


def _read(element: FunctionElement[Any], form: str, compiler: SQLCompiler, **kw: Any) -> str:
    document, path = element.clauses
    return _at(compiler.process(document, **kw), json.path_of(path), form, compiler)


def _at(document: str, path: Sequence[str | int], form: str, compiler: SQLCompiler) -> str:
    """Return the value at `path` of `document` in `form`, which says what to do with its `type` and `value`."""
    odd = next((place for place, key in enumerate(path) if _odd(key)), None)
    if odd is None:
        where = _quoted(_written(path), compiler)
        return form.format(type=f"json_type({document}, {where})", value=f"json_extract({document}, {where})")
    # SQLite finds such keys by no path: it compares them as the JSON text has them, with their escapes.
    entries = f"json_each({document}, {_quoted(_written(path[:odd]), compiler)})"
    rest = path[odd + 1 :]
    item = _OBJECT.format(type="type", value="value")
    found = _at(item, rest, form, compiler) if rest else form.format(type="type", value="value")
    return f"(SELECT {found} FROM {entries} WHERE key = {_quoted(str(path[odd]), compiler)} LIMIT 1)"  # noqa: S608  quoted parts


def _odd(key: str | int) -> bool:
    return isinstance(key, str) and not (key.isascii() and key.isprintable() and not set('"\\') & set(key))


def _written(path: Sequence[str | int]) -> str:
    return "$" + "".join(f"[{key}]" if isinstance(key, int) else f'."{key}"' for key in path)


def _quoted(text: str, compiler: SQLCompiler) -> str:
    return compiler.render_literal_value(text, sa.Text())
