"""JSON by path is the same on SQLite and PostgreSQL, held to Python's own reading of the same text."""

import json
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tidegauge.schema.json_functions import (
    json_boolean,
    json_integer,
    json_messages,
    json_named,
    json_number,
    json_text,
    parsed,
)
from tidegauge.schema.text_functions import before
from tidegauge.schema.time_functions import microseconds, moment, utc_time
from tidegauge.stores.addresses import address_of
from tidegauge.stores.postgresql.database import PostgreSQLDatabase
from tidegauge.stores.sqlite.database import SQLiteDatabase

DOCUMENT: dict[str, Any] = {
    "llm": {"model_name": "gpt", "tokens": 3, "share": 0.5, "cached": True, "none": None, "big": 2**53 + 1},
    "a.b": {'say "hi"': "quoted", "back\\slash": 1, "é": "ü", "100%": "percent", "it's": "apostrophe"},
    "list": ["first", {"x": [1, 2]}],
    "text": "plain",
    "events": [
        "odd",
        {"name": "other", "attributes": {"exception.type": "No"}},
        {"name": "exception", "attributes": {"exception.type": "Yes"}},
    ],
}
PATHS: list[tuple[str | int, ...]] = [
    ("llm", "model_name"),
    ("llm", "tokens"),
    ("llm", "share"),
    ("llm", "cached"),
    ("llm", "none"),
    ("llm", "big"),
    ("llm", "nothing", "here"),
    ("a.b", 'say "hi"'),
    ("a.b", "back\\slash"),
    ("a.b", "é"),
    ("a.b", "100%"),
    ("a.b", "it's"),
    ("list", 0),
    ("list", 1, "x", 1),
    ("list", 9),
    ("text",),
    ("text", "inside"),
]
Ask = Callable[..., list[Any]]


@pytest.fixture(params=["sqlite", "postgresql"])
def ask(request: pytest.FixtureRequest, tmp_path: Path) -> Ask:
    """Return ask(texts, columns): the row that a database answers to columns(text, ...)."""
    if request.param == "sqlite":
        sqlite3.connect(tmp_path / "own.db").close()
        database: Any = SQLiteDatabase(address_of(f"sqlite:///{tmp_path / 'own.db'}"))
    else:
        database = PostgreSQLDatabase(address_of(request.getfixturevalue("postgresql_url")))

    def asked(texts: list[str | None], columns: Callable[..., list[Any]]) -> list[Any]:
        # Behind a fence: PostgreSQL computes what is constant before it looks whether it is asked for.
        given = [sa.literal(text, sa.Text).label(f"text{place}") for place, text in enumerate(texts)]
        rows = sa.select(*given).offset(0).subquery()
        found = columns(*rows.c)
        named = (column.label(f"found{place}") for place, column in enumerate(found))
        return list(database.read(sa.select(*named)).row(0))

    return asked


def at(path: tuple[str | int, ...]) -> Any:
    found: Any = DOCUMENT
    for key in path:
        try:
            found = found[key] if not isinstance(found, str) else None
        except (KeyError, IndexError, TypeError):
            return None
    return found


@pytest.mark.parametrize("escaped", [True, False])
def test_paths(ask: Ask, escaped: bool) -> None:
    texts = [json.dumps(DOCUMENT, ensure_ascii=escaped)]
    found = [at(path) for path in PATHS]
    numbers = [
        value if isinstance(value, int | float) and not isinstance(value, bool) else None for value in found
    ]
    assert ask(texts, lambda text: [json_text(parsed(text), path) for path in PATHS]) == [
        value if value is None or isinstance(value, str) else json.dumps(value) for value in found
    ]
    assert ask(texts, lambda text: [json_number(parsed(text), path) for path in PATHS]) == [
        None if value is None else float(value) for value in numbers
    ]
    assert ask(texts, lambda text: [json_integer(parsed(text), path) for path in PATHS]) == [
        None if value is None else int(value) for value in numbers
    ]
    assert ask(texts, lambda text: [json_boolean(parsed(text), path) for path in PATHS]) == [
        value if isinstance(value, bool) else None for value in found
    ]


@pytest.mark.parametrize("text", ["no json", "", "{", None])
def test_what_is_no_json_has_nothing(ask: Ask, text: str | None) -> None:
    def columns(text: Any) -> list[Any]:
        document = parsed(text)
        return [
            json_text(document, ("a",)),
            json_number(document, ()),
            json_named(document, (), "exception", ("a",)),
        ]

    assert ask([text], columns) == [None, None, None]


@pytest.mark.parametrize("text", ['"plain"', "3", "null", "[]", '["a"]', "{}"])
def test_what_is_no_object_has_no_keys(ask: Ask, text: str) -> None:
    def columns(text: Any) -> list[Any]:
        return [json_text(parsed(text), ("a",)), json_named(parsed(text), (), "a", ("b",))]

    assert ask([text], columns) == [None, None]


def test_the_object_of_a_name(ask: Ask) -> None:
    def columns(text: Any) -> list[Any]:
        path = ("attributes", "exception.type")
        listed = [("events", "exception"), ("events", "other"), ("events", "none"), ("text", "exception")]
        return [json_named(parsed(text), (place,), name, path) for place, name in listed]

    assert ask([json.dumps(DOCUMENT)], columns) == ["Yes", "No", None, None]


def test_messages_are_lines(ask: Ask) -> None:
    listed = [
        {"message": {"role": "system", "content": "Be brief."}},
        {"message": {"role": "user", "contents": [{"text": "Hi"}]}},
        {"message": {"content": "Hello"}},
        "odd",
    ]
    plain = [{"role": "user", "parts": [{"type": "text", "content": "Tide?"}]}]
    texts = [json.dumps({"a": listed}), json.dumps(plain), json.dumps({"a": "text"}), None]
    found = ask(
        texts,
        lambda *columns: [
            json_messages(parsed(columns[0]), ("a",), ("message",)),
            *(
                json_messages(parsed(column), place)
                for column, place in zip(columns[1:], ((), ("a",), ()), strict=True)
            ),
        ],
    )
    lines = found[0].splitlines()
    assert (lines[0], lines[2]) == ("system: Be brief.", "unknown: Hello")
    assert json.loads(lines[1].removeprefix("user: ")) == [{"text": "Hi"}]
    assert found[1:] == ["user: Tide?", None, None]


def test_json_within_json(ask: Ask) -> None:
    def columns(text: Any) -> list[Any]:
        inner, word = (parsed(json_text(parsed(text), (key,))) for key in ("a", "d"))
        return [json_text(inner, ("b",)), json_text(word, ())]

    assert ask([json.dumps({"a": json.dumps({"b": "c"}), "d": json.dumps("e")})], columns) == ["c", "e"]


def test_what_stands_before(ask: Ask) -> None:
    texts = ["Error: words", ": none", "words", None]
    assert ask(texts, lambda *columns: [before(column, ":") for column in columns]) == ["Error", "", "", None]


@pytest.mark.parametrize("count", [1_795_251_004_015_217, 1_795_251_004_000_000, 1_795_251_004_500_000, 0])
def test_times_to_the_microsecond(ask: Ask, count: int) -> None:
    def columns(_: Any) -> list[Any]:
        time = moment(sa.literal(count, sa.BigInteger))
        return [time, microseconds(time), utc_time(time)]

    when = datetime(1970, 1, 1) + timedelta(microseconds=count)
    assert ask([None], columns) == [when, count, when]
