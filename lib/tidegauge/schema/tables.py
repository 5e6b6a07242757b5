"""The canonical tables: their columns, types, time column and row key. NULL means "not recorded"; 0 means zero."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy.types import TypeEngine


class Kind(StrEnum):
    """What a column holds. Times are UTC without a zone, to the microsecond."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TIME = "time"

    @property
    def polars(self) -> pl.DataType:
        """The frame type of this kind."""
        return _POLARS[self]

    @property
    def sql(self) -> TypeEngine[Any]:
        """The SQL type of this kind."""
        return _SQL[self]


_POLARS: dict[Kind, pl.DataType] = {
    Kind.TEXT: pl.String(),
    Kind.INTEGER: pl.Int64(),
    Kind.NUMBER: pl.Float64(),
    Kind.BOOLEAN: pl.Boolean(),
    Kind.TIME: pl.Datetime("us"),
}
_SQL: dict[Kind, TypeEngine[Any]] = {
    Kind.TEXT: sa.Text(),
    Kind.INTEGER: sa.BigInteger(),
    Kind.NUMBER: sa.Double(),
    Kind.BOOLEAN: sa.Boolean(),
    Kind.TIME: sa.TIMESTAMP(),
}


@dataclass(frozen=True)
class Column:
    """One canonical column."""

    name: str
    kind: Kind
    meaning: str
    required: bool = False


@dataclass(frozen=True)
class Table:
    """One canonical table: `time` partitions it by day, `key` tells a repeated row from a new one."""

    name: str
    columns: tuple[Column, ...]
    time: str
    key: tuple[str, ...]

    @property
    def kinds(self) -> dict[str, Kind]:
        """{column name: kind}, in the order of declaration."""
        return {column.name: column.kind for column in self.columns}

    @property
    def polars(self) -> dict[str, pl.DataType]:
        """{column name: its type in a frame}, in the order of declaration."""
        return {name: kind.polars for name, kind in self.kinds.items()}


def _text(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, Kind.TEXT, meaning, required)


def _number(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, Kind.NUMBER, meaning, required)


def _integer(name: str, meaning: str) -> Column:
    return Column(name, Kind.INTEGER, meaning)


def _time(name: str, meaning: str) -> Column:
    return Column(name, Kind.TIME, meaning, required=True)


SPAN_KINDS = ("model", "retriever", "tool", "agent", "chain", "check", "embedding", "other")
"""What a span does. `model` spans are the calls that metrics count."""
STATUSES = ("ok", "error")
"""How a span ended, where that is recorded."""

SPANS = Table(
    "spans",
    (
        _text("trace_id", "the trace that the span belongs to", required=True),
        _text("span_id", "the span", required=True),
        _text("parent_span_id", "the span that caused it; empty at the root"),
        _text("name", "what the span is called"),
        _text("kind", "model, retriever, tool, agent, chain, check, embedding or other"),
        _time("start_time", "when it began, UTC"),
        _number("duration_ms", "how long it took, milliseconds"),
        _number("time_to_first_token_ms", "until the first token, milliseconds"),
        _text("status", "ok or error"),
        _text("error_type", "what went wrong, in a word"),
        _text("finish_reason", "why the model stopped: stop, length, tool_calls, refusal"),
        _text("session_id", "the conversation"),
        _text("user_id", "the person, or the API key"),
        _text("environment", "production, staging"),
        _text("feature", "the part of the product"),
        _text("provider", "who runs the model"),
        _text("model_requested", "the model asked for"),
        _text("model_version", "the model that answered"),
        _text("prompt_name", "the prompt template"),
        _text("prompt_version", "its version"),
        _text("index_version", "the retrieval index"),
        _text("app_version", "the release of the client or service"),
        _text("geo", "country or region"),
        _text("device", "ios, android, web, desktop"),
        _text("source", "how the traffic arrived"),
        _text("language", "language of the input"),
        _text("query_category", "what the input asks for"),
        _text("variant", "shadow, canary, baseline or random"),
        _integer("input_tokens", "tokens in, cached ones included"),
        _integer("output_tokens", "tokens out, reasoning included"),
        _integer("cached_input_tokens", "input tokens read from a cache"),
        _integer("reasoning_tokens", "output tokens spent on reasoning"),
        _number("cost_usd", "recorded cost, US dollars"),
        _text("input_text", "what went in"),
        _text("output_text", "what came out"),
        _number("prediction", "a model's predicted value or probability"),
        _number("label", "the true value"),
        _text("decision", "what the rules downstream did"),
    ),
    time="start_time",
    key=("trace_id", "span_id"),
)
SCORE_SOURCES = ("judge", "human", "code", "user", "anchor")
"""Who scored. `anchor` is a judge's score on answers set aside to measure the judge itself."""
NOT_JUDGED = ("human", "anchor")
"""Sources that say nothing about how a judge saw the traffic: a person's label is the truth that judges are held to,
and the anchor measures the judge. Neither is part of a mean, a trend or a comparison of scores."""
ADJUDICATED = "adjudicated"
"""The label of a person's score that decides between other people's: it is the truth, and its author no rater."""

SCORES = Table(
    "scores",
    (
        _text("span_id", "the span that was scored", required=True),
        _text("trace_id", "its trace"),
        _text("name", "what was judged", required=True),
        _number("value", "the score"),
        _text("label", "the verdict as a word"),
        _text("source", ", ".join(SCORE_SOURCES)),
        _text("evaluator", "judge model and rubric version, or reviewer"),
        _text("explanation", "why"),
        _time("created_at", "when it was scored, UTC"),
        _number(
            "inclusion_probability", "the chance with which it was drawn to be scored; empty: not recorded"
        ),
    ),
    time="created_at",
    key=("span_id", "name", "source", "evaluator", "created_at"),
)
SIGNAL_KINDS = ("thumbs_up", "thumbs_down", "correction", "follow_up", "retry", "escalation", "abandoned")
"""What users do without being asked."""

SIGNALS = Table(
    "signals",
    (
        _text("span_id", "the span that the user reacted to"),
        _text("session_id", "the conversation"),
        _text("kind", ", ".join(SIGNAL_KINDS), required=True),
        _time("created_at", "when, UTC"),
    ),
    time="created_at",
    key=("span_id", "session_id", "kind", "created_at"),
)
OUTCOMES = Table(
    "outcomes",
    (
        _text("span_id", "the span that led to it", required=True),
        _text("name", "impressions, clicks, conversions, spend, revenue, ...", required=True),
        _number("value", "how much", required=True),
        _time("created_at", "when, UTC"),
    ),
    time="created_at",
    key=("span_id", "name", "created_at"),
)
CHANGES = Table(
    "changes",
    (
        _time("at", "when it took effect, UTC"),
        _text(
            "kind", "deploy, model, prompt, index, schema, price, judge, traffic, flag or note", required=True
        ),
        _text("component", "what was changed"),
        _text("from_version", "before"),
        _text("to_version", "after"),
        _text("scope", "whom it touches, as a filter: geo = BR"),
        _text("note", "anything else"),
    ),
    time="at",
    key=("at", "kind", "component", "from_version", "to_version", "scope"),
)
TABLES: dict[str, Table] = {table.name: table for table in (SPANS, SCORES, SIGNALS, OUTCOMES, CHANGES)}

DERIVED: dict[str, Kind] = {"model": Kind.TEXT, "latency": Kind.NUMBER, "tokens": Kind.INTEGER}
"""Names that stand for an expression over canonical columns: the model that answered, else the one asked for;
`duration_ms`; tokens in and out together."""
