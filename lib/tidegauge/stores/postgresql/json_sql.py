"""PostgreSQL's spelling of the functions on JSON, texts and times. Importing this file is enough."""

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from tidegauge.schema import json_functions as json
from tidegauge.schema.functions import arguments
from tidegauge.schema.json_functions import Path
from tidegauge.schema.text_functions import Before
from tidegauge.schema.time_functions import Microseconds, Moment, UtcTime


@compiles(json.Parsed, "postgresql")
def _parsed(element: json.Parsed, compiler: SQLCompiler, **kw: Any) -> str:
    (text,) = arguments(element, compiler, **kw)
    # Before PostgreSQL 16 nothing says whether a cast would fail.
    return f"CASE WHEN pg_input_is_valid({text}, 'jsonb') THEN CAST({text} AS JSONB) END"


@compiles(json.JsonText, "postgresql")
def _text(element: json.JsonText, compiler: SQLCompiler, **kw: Any) -> str:
    document, path = _document(element, compiler, **kw)
    return f"({document} #>> {path})"


@compiles(json.JsonNumber, "postgresql")
def _number(element: json.JsonNumber, compiler: SQLCompiler, **kw: Any) -> str:
    return _of_type(element, "number", "CAST({value} AS DOUBLE PRECISION)", compiler, **kw)


@compiles(json.JsonInteger, "postgresql")
def _integer(element: json.JsonInteger, compiler: SQLCompiler, **kw: Any) -> str:
    return _of_type(element, "number", "CAST(trunc(CAST({value} AS NUMERIC)) AS BIGINT)", compiler, **kw)


@compiles(json.JsonBoolean, "postgresql")
def _boolean(element: json.JsonBoolean, compiler: SQLCompiler, **kw: Any) -> str:
    return _of_type(element, "boolean", "CAST({value} AS BOOLEAN)", compiler, **kw)


@compiles(json.JsonNamed, "postgresql")
def _named(element: json.JsonNamed, compiler: SQLCompiler, **kw: Any) -> str:
    document, listed, name, path = element.clauses
    items = f"{compiler.process(document, **kw)} #> {_array(json.path_of(listed), compiler)}"
    wanted = _quoted(str(json.path_of(name)[0]), compiler)
    # What is no list has no items, and jsonb_array_elements would refuse it.
    every = f"jsonb_array_elements(CASE jsonb_typeof({items}) WHEN 'array' THEN {items} END)"
    found = f"item #>> {_array(json.path_of(path), compiler)}"
    return f"(SELECT {found} FROM {every} AS item WHERE item ->> 'name' = {wanted} LIMIT 1)"  # noqa: S608  quoted parts


@compiles(json.JsonMessages, "postgresql")
def _messages(element: json.JsonMessages, compiler: SQLCompiler, **kw: Any) -> str:
    document, listed, within = element.clauses
    items = f"{compiler.process(document, **kw)} #> {_array(json.path_of(listed), compiler)}"
    inside = json.path_of(within)
    role, *said = (f"item #>> {_array((*inside, *path), compiler)}" for path in (("role",), *json.SAID))
    line = f"coalesce({role}, 'unknown') || ': ' || coalesce({', '.join(said)}, '')"
    every = f"jsonb_array_elements(CASE jsonb_typeof({items}) WHEN 'array' THEN {items} END)"
    ordered = f"{every} WITH ORDINALITY AS listed(item, place) WHERE jsonb_typeof(item) = 'object'"
    return f"(SELECT string_agg({line}, chr(10) ORDER BY place) FROM {ordered})"  # noqa: S608  quoted parts


@compiles(Before, "postgresql")
def _before(element: Before, compiler: SQLCompiler, **kw: Any) -> str:
    text, mark = arguments(element, compiler, **kw)
    return f"left({text}, greatest(strpos({text}, {mark}) - 1, 0))"


@compiles(Microseconds, "postgresql")
def _microseconds(element: Microseconds, compiler: SQLCompiler, **kw: Any) -> str:
    return f"CAST(EXTRACT(EPOCH FROM {arguments(element, compiler, **kw)[0]}) * 1000000 AS BIGINT)"


@compiles(Moment, "postgresql")
def _moment(element: Moment, compiler: SQLCompiler, **kw: Any) -> str:
    return f"(TIMESTAMP '1970-01-01' + ({arguments(element, compiler, **kw)[0]}) * INTERVAL '1 microsecond')"


@compiles(UtcTime, "postgresql")
def _utc_time(element: UtcTime, compiler: SQLCompiler, **kw: Any) -> str:
    # Sessions are in UTC: a time with a zone compares with one without as it stands, and indexes serve.
    return arguments(element, compiler, **kw)[0]


def _document(element: FunctionElement[Any], compiler: SQLCompiler, **kw: Any) -> tuple[str, str]:
    document, path = element.clauses
    return compiler.process(document, **kw), _array(json.path_of(path), compiler)


def _of_type(element: FunctionElement[Any], kind: str, form: str, compiler: SQLCompiler, **kw: Any) -> str:
    document, path = _document(element, compiler, **kw)
    value = form.format(value=f"({document} #>> {path})")
    return f"CASE jsonb_typeof({document} #> {path}) WHEN '{kind}' THEN {value} END"


def _array(path: Path, compiler: SQLCompiler) -> str:
    return f"CAST(ARRAY[{', '.join(_quoted(str(key), compiler) for key in path)}] AS TEXT[])"


def _quoted(text: str, compiler: SQLCompiler) -> str:
    # SQLAlchemy's own quoting doubles backslashes until it has met a server.
    doubled = text.replace("%", "%%") if getattr(compiler.preparer, "_double_percents", False) else text
    return "'" + doubled.replace("'", "''") + "'"
