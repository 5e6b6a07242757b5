"""Canonical fields and attributes of the Collector's spans, under the names that an import of OTLP gives them."""

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from tidegauge.schema.map_functions import FirstItem, NumberedMessages, Readable
from tidegauge.schema.tables import TABLES, Kind
from tidegauge.sources import otlp_fields as fields
from tidegauge.sources.otlp_messages import INPUT, OUTPUT, PLAIN_INPUT, PLAIN_OUTPUT
from tidegauge.sources.peers._clickhouse_rows import of_kind
from tidegauge.sources.peers.otel_clickhouse.attributes import METADATA, Attributes

SQL = sa.ColumnElement[Any]
CANONICAL = TABLES["spans"].kinds

ERROR_TYPE = "error.type"


class Fields:
    """The fields of `rows`, by name. `keys[field]` are the attributes that a field is read from, in order."""

    def __init__(self, attributes: Attributes, rows: sa.FromClause) -> None:
        self.attributes = attributes
        self.rows = rows
        self.there = attributes.kinds()
        lists = {**fields.TEXT_FIELDS, **fields.NUMBER_FIELDS, "finish_reason": fields.FINISH_REASON}
        lists |= {"time_to_first_token_ms": fields.FIRST_TOKEN_SECONDS, "error_type": (ERROR_TYPE,)}
        self.keys = {name: [key for key in keys if key in self.there] for name, keys in lists.items()}

    def text(self, key: str) -> SQL:
        """Return the value under a key; NULL where it is not recorded."""
        found = self.attributes.text(self.rows, key)
        return sa.cast(sa.null(), sa.Text) if found is None else found

    def raw(self, field: str) -> SQL:
        """Return what is recorded of a field, as text."""
        return _first([self.text(key) for key in self.keys[field]])

    def field(self, name: str) -> SQL:
        """Return a canonical field of those that are read from attributes alone."""
        if name in fields.TEXT_FIELDS:
            return self.raw(name)
        if name in fields.NUMBER_FIELDS:
            return of_kind(self.raw(name), CANONICAL[name])
        others: dict[str, Callable[[], SQL]] = {
            "kind": self.kind,
            "finish_reason": lambda: FirstItem(self.raw(name)),
            "time_to_first_token_ms": lambda: of_kind(self.raw(name), Kind.NUMBER) * 1000.0,
            "input_text": lambda: self._said(INPUT, "llm.input_messages", PLAIN_INPUT),
            "output_text": lambda: self._said(OUTPUT, "llm.output_messages", PLAIN_OUTPUT),
        }
        return others[name]()

    def kind(self) -> SQL:
        """Return what a span does: by its operation, else OpenInference's kind, else whether it names a model."""
        operation, kind = self.text(fields.OPERATION), self.text(fields.SPAN_KIND)
        whens = [*_members(operation, fields.OPERATION_KINDS)]
        whens += _members(sa.func.lower(kind), fields.OPENINFERENCE_KINDS)
        models = [self.text(key) != "" for key in fields.MODEL if key in self.there]
        if models:
            unsaid = sa.func.coalesce(operation, "") == "", sa.func.coalesce(kind, "") == ""
            whens.append((sa.and_(*unsaid, sa.or_(*models)), "model"))
        return sa.case(*whens, else_="other")

    def others(self) -> dict[str, tuple[SQL, Kind]]:
        """Return {name: (value, kind)} of the attributes that are no field, or differ from the field they belong to."""
        taken: dict[str, str] = {}
        for name, keys in self.keys.items():
            taken |= {key: name for key in keys if key not in fields.SHARED}
        return {
            _named(key): (of_kind(self._rest(key, taken.get(key)), kind), kind)
            for key, kind in self.there.items()
            if not self._said_by(key) and (key not in taken or key != self.keys[taken[key]][0])
        }

    def _rest(self, key: str, field: str | None) -> SQL:
        # Another spelling of a field that was taken from elsewhere says something only where it differs.
        return (
            self.text(key)
            if field is None
            else sa.func.nullif(self.text(key), self.raw(field), type_=sa.Text())
        )

    def _said_by(self, key: str) -> bool:
        numbered = ("llm.input_messages", "llm.output_messages")
        return key in {*INPUT, *OUTPUT, *PLAIN_INPUT, *PLAIN_OUTPUT, METADATA} or key.startswith(numbered)

    def _said(self, structured: Sequence[str], numbered: str, plain: Sequence[str]) -> SQL:
        parts = [Readable(self.text(key)) for key in structured if key in self.there]
        both = [parts[0] + "\n" + parts[1]] if len(parts) == 2 else []
        found: list[SQL] = [*both, *parts]
        if not self.attributes.span.json:
            column = self.rows.c[self.attributes.span.name]
            found.append(NumberedMessages(column, sa.literal(numbered, sa.Text())))
        return _first([*found, *(self.text(key) for key in plain if key in self.there)])


def _first(found: Sequence[SQL]) -> SQL:
    if not found:
        return sa.cast(sa.null(), sa.Text)
    return found[0] if len(found) == 1 else sa.func.coalesce(*found, type_=sa.Text())


def _members(word: SQL, kinds: dict[str, str]) -> list[tuple[SQL, str]]:
    return [
        (word.in_([spelled for spelled, meant in kinds.items() if meant == kind]), kind)
        for kind in dict.fromkeys(kinds.values())
    ]


def _named(key: str) -> str:
    name = fields.RENAMED.get(key, key)
    return f"attribute.{name}" if name in CANONICAL else name
