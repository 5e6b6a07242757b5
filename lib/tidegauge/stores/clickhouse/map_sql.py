"""ClickHouse's spelling of `schema.map_functions`, and of JSON kept as text. Importing this file is enough."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from tidegauge.schema import json_functions as json
from tidegauge.schema import map_functions as maps
from tidegauge.schema.functions import arguments
from tidegauge.stores.clickhouse.sql import NAME


@compiles(maps.MapText, NAME)
def _map_text(element: maps.MapText, compiler: SQLCompiler, **kw: Any) -> str:
    column, key = arguments(element, compiler, **kw)
    return f"if(mapContains({column}, {key}), {column}[{key}], NULL)"


@compiles(maps.PairText, NAME)
def _pair_text(element: maps.PairText, compiler: SQLCompiler, **kw: Any) -> str:
    names, values, key = arguments(element, compiler, **kw)
    return f"if(has({names}, {key}), {values}[indexOf({names}, {key})], NULL)"


@compiles(maps.PathText, NAME)
def _path_text(element: maps.PathText, compiler: SQLCompiler, **kw: Any) -> str:
    column, path = arguments(element, compiler, **kw)
    value = f"getSubcolumn({column}, {path})"
    # A list as text would be written with single quotes, which no JSON reader takes.
    return f"if(startsWith(dynamicType({value}), 'Array'), toJSONString({value}), CAST({value} AS Nullable(String)))"


@compiles(maps.Entries, NAME)
def _entries(element: maps.Entries, compiler: SQLCompiler, **kw: Any) -> str:
    columns = arguments(element, compiler, **kw)
    whole = columns[0] if len(columns) == 1 else f"arrayZip({', '.join(columns)})"
    return f"arrayJoin({whole})"


@compiles(maps.WholeNumber, NAME)
def _whole_number(element: maps.WholeNumber, compiler: SQLCompiler, **kw: Any) -> str:
    text = arguments(element, compiler, **kw)[0]
    return f"coalesce(toInt64OrNull({text}), accurateCastOrNull(toFloat64OrNull({text}), 'Int64'))"


@compiles(maps.Number, NAME)
def _number(element: maps.Number, compiler: SQLCompiler, **kw: Any) -> str:
    return f"toFloat64OrNull(toString({arguments(element, compiler, **kw)[0]}))"


@compiles(maps.FirstItem, NAME)
def _first_item(element: maps.FirstItem, compiler: SQLCompiler, **kw: Any) -> str:
    text = arguments(element, compiler, **kw)[0]
    return f"if(startsWith({text}, '['), JSONExtract({text}, 1, 'Nullable(String)'), {text})"


@compiles(maps.Readable, NAME)
def _readable(element: maps.Readable, compiler: SQLCompiler, **kw: Any) -> str:
    text = arguments(element, compiler, **kw)[0]
    part = (
        "multiIf(JSONHas(p, 'content'), JSONExtractString(p, 'content'), JSONHas(p, 'text'), "
        "JSONExtractString(p, 'text'), JSONType(p) = 'String', JSONExtractString(p), p)"
    )
    parts = "if(JSONHas(m, 'parts'), JSONExtractArrayRaw(m, 'parts'), JSONExtractArrayRaw(m, 'content'))"
    joined = f"arrayStringConcat(arrayMap(p -> {part}, {parts}), '\\n')"
    content = f"if(empty({parts}), JSONExtractString(m, 'content'), {joined})"
    role = "if(JSONHas(m, 'role'), concat(JSONExtractString(m, 'role'), ': '), '')"
    plain = "JSONHas(m, 'role') OR JSONHas(m, 'parts') OR JSONHas(m, 'content')"
    message = f"if({plain}, concat({role}, {content}), {part.replace('(p', '(m').replace(', p)', ', m)')})"
    quoted = f"coalesce(JSONExtract({text}, 'Nullable(String)'), {text})"
    lines = f"arrayStringConcat(arrayMap(m -> {message}, JSONExtractArrayRaw(assumeNotNull({text}))), '\\n')"
    # Anything else in JSON is a text in quotes, or stays as it is.
    return f"multiIf(startsWith({text}, '['), {lines}, startsWith({text}, '\"'), {quoted}, {text})"


@compiles(maps.NumberedMessages, NAME)
def _numbered_messages(element: maps.NumberedMessages, compiler: SQLCompiler, **kw: Any) -> str:
    column, prefix = arguments(element, compiler, **kw)
    role = f"{column}[concat({prefix}, '.', toString(i), '.message.role')]"
    content = f"{column}[concat({prefix}, '.', toString(i), '.message.content')]"
    line = f"concat(if({role} = '', 'unknown', {role}), ': ', {content})"
    many = f"countEqual(arrayMap(k -> startsWith(k, {prefix}) AND endsWith(k, '.message.role'), mapKeys({column})), 1)"
    return f"nullIf(arrayStringConcat(arrayMap(i -> {line}, range({many})), '\\n'), '')"


@compiles(maps.PrefixSum, NAME)
def _prefix_sum(element: maps.PrefixSum, compiler: SQLCompiler, **kw: Any) -> str:
    column, prefix = arguments(element, compiler, **kw)
    found = f"mapFilter((k, v) -> startsWith(k, {prefix}), {column})"
    return f"if(empty({found}), NULL, toInt64(arraySum(mapValues({found}))))"


@compiles(maps.TotalOrSum, NAME)
def _total_or_sum(element: maps.TotalOrSum, compiler: SQLCompiler, **kw: Any) -> str:
    column = arguments(element, compiler, **kw)[0]
    total, parts = f"toFloat64({column}['total'])", f"toFloat64(arraySum(mapValues({column})))"
    return f"multiIf(mapContains({column}, 'total'), {total}, empty({column}), NULL, {parts})"


@compiles(json.Parsed, NAME)
def _parsed(element: json.Parsed, compiler: SQLCompiler, **kw: Any) -> str:
    # What JSONExtract reads is text.
    return arguments(element, compiler, **kw)[0]


@compiles(json.JsonText, NAME)
def _json_text(element: json.JsonText, compiler: SQLCompiler, **kw: Any) -> str:
    return _extracted(element, compiler, "String", **kw)


@compiles(json.JsonNumber, NAME)
def _json_number(element: json.JsonNumber, compiler: SQLCompiler, **kw: Any) -> str:
    return _extracted(element, compiler, "Float64", **kw)


@compiles(json.JsonInteger, NAME)
def _json_integer(element: json.JsonInteger, compiler: SQLCompiler, **kw: Any) -> str:
    return _extracted(element, compiler, "Int64", **kw)


@compiles(json.JsonBoolean, NAME)
def _json_boolean(element: json.JsonBoolean, compiler: SQLCompiler, **kw: Any) -> str:
    return _extracted(element, compiler, "Bool", **kw)


def _extracted(element: Any, compiler: SQLCompiler, written: str, **kw: Any) -> str:
    document, path = element.clauses
    # Places in lists are counted from 1.
    steps = [step + 1 if isinstance(step, int) else step for step in json.path_of(path)]
    places = "".join(f", {compiler.process(sa.literal(step), **kw)}" for step in steps)
    return f"JSONExtract({compiler.process(document, **kw)}{places}, 'Nullable({written})')"
