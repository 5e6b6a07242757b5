"""Phoenix's spans as ours: columns where Phoenix has them, its JSON of attributes for the rest."""

from typing import Any

import sqlalchemy as sa

from tidegauge.schema.json_functions import json_messages, json_named, json_text, parsed
from tidegauge.schema.tables import TABLES, Kind
from tidegauge.schema.text_functions import before
from tidegauge.schema.time_functions import microseconds
from tidegauge.sources.peer import CHANGED, GONE, PeerTable
from tidegauge.sources.peers._lookup import Lookup, first
from tidegauge.sources.peers._roots import Roots
from tidegauge.sources.peers.phoenix.attributes import LISTED_REASONS, MODEL, PARAMETERS, TAKEN
from tidegauge.sources.peers.phoenix.tables import PhoenixTables

OVERLAP = 5_000
"""Spans that a copy reads again: prices are added a moment after the span, a session when it is first named."""
_KINDS = {
    "LLM": "model",
    "RETRIEVER": "retriever",
    "RERANKER": "retriever",
    "TOOL": "tool",
    "AGENT": "agent",
    "CHAIN": "chain",
    "GUARDRAIL": "check",
    "EVALUATOR": "check",
    "EMBEDDING": "embedding",
}
_FIELDS = (
    "user_id",
    "environment",
    "feature",
    "provider",
    "prompt_name",
    "prompt_version",
    "index_version",
    "app_version",
    "geo",
    "device",
    "source",
    "language",
    "query_category",
    "variant",
    "decision",
)
"""Fields that are what the attributes say and nothing more."""


def spans_table(tables: PhoenixTables, lookup: Lookup, roots: Roots) -> PeerTable:
    """Return Phoenix's spans with our columns, the project's name, and every attribute that was found."""
    spans = tables["spans"]
    fields = _identity(tables, lookup) | _numbers(tables, lookup) | _texts(spans, lookup)
    fields |= {name: roots.text(name) for name in _FIELDS}
    fields["project"] = tables["projects"].c.name
    attributes = {
        "attribute.project" if name == "project" else name: found
        for name, found in lookup.attributes(TAKEN).items()
    }
    columns = fields | {name: value for name, (_, value) in attributes.items()}
    kinds = {name: TABLES["spans"].kinds.get(name, Kind.TEXT) for name in fields}
    kinds |= {name: kind for name, (kind, _) in attributes.items()}
    rows = sa.select(
        *(value.label(name) for name, value in columns.items()),
        spans.c.id.label(CHANGED),
        sa.false().label(GONE),
    )
    return PeerTable(tables.narrowed(rows.select_from(roots.joined(_with_sessions(tables)))), kinds, OVERLAP)


def _identity(tables: PhoenixTables, lookup: Lookup) -> dict[str, sa.ColumnElement[Any]]:
    spans = tables["spans"]
    return {
        "trace_id": tables["traces"].c.trace_id,
        "span_id": spans.c.span_id,
        "parent_span_id": spans.c.parent_id,
        "name": spans.c.name,
        "kind": sa.case(_KINDS, value=spans.c.span_kind, else_="other"),
        "start_time": spans.c.start_time,
        "session_id": session_of(tables, lookup),
    }


def session_of(tables: PhoenixTables, lookup: Lookup) -> sa.ColumnElement[Any]:
    """Return the conversation of a trace, else the one that the span names."""
    known = [tables["project_sessions"].c.session_id] if "project_sessions" in tables else []
    return first([*known, lookup.text("session_id")], sa.Text())


def _with_sessions(tables: PhoenixTables) -> sa.FromClause:
    if "project_sessions" not in tables:
        return tables.spanned
    sessions = tables["project_sessions"]
    return tables.spanned.outerjoin(sessions, sessions.c.id == tables["traces"].c.project_session_rowid)


def _numbers(tables: PhoenixTables, lookup: Lookup) -> dict[str, sa.ColumnElement[Any]]:
    spans = tables["spans"]
    took = microseconds(spans.c.end_time) - microseconds(spans.c.start_time)
    return {
        "duration_ms": took / sa.literal_column("1000.0", sa.Double()),
        "input_tokens": _tokens(spans, "llm_token_count_prompt", lookup, "input_tokens"),
        "output_tokens": _tokens(spans, "llm_token_count_completion", lookup, "output_tokens"),
        "cached_input_tokens": lookup.count("cached_input_tokens"),
        "reasoning_tokens": lookup.count("reasoning_tokens"),
        "cost_usd": _cost(tables, lookup),
    }


def _tokens(spans: sa.TableClause, column: str, lookup: Lookup, field: str) -> sa.ColumnElement[Any]:
    """Return a count of tokens. Phoenix's column is 0 where a call reported none: only the attributes tell that from 0."""
    said = lookup.count(field)
    return sa.case((spans.c[column] > 0, spans.c[column]), else_=said) if column in spans.c else said


def _cost(tables: PhoenixTables, lookup: Lookup) -> sa.ColumnElement[Any]:
    """Return Phoenix's own price of a span, else what the sender said. No price is no price, and not 0."""
    said = lookup.number("cost_usd") if lookup.places("cost_usd") else None
    if "span_costs" not in tables:
        return first([] if said is None else [said], sa.Double())
    costs = tables["span_costs"]
    # Asked a span: nothing in Phoenix keeps a span from having two rows, and a join would show it twice.
    priced = sa.select(sa.func.sum(costs.c.total_cost)).where(costs.c.span_rowid == tables["spans"].c.id)
    own = priced.correlate(tables["spans"]).scalar_subquery()
    return first([own] if said is None else [own, said], sa.Double())


def _texts(spans: sa.TableClause, lookup: Lookup) -> dict[str, sa.ColumnElement[Any]]:
    failed = spans.c.status_code == "ERROR"
    return {
        "status": sa.case((failed, "error"), else_="ok"),
        "error_type": sa.case((failed, _error(spans, lookup))),
        "finish_reason": _finish_reason(lookup),
        "model_requested": _model_requested(lookup),
        "model_version": _model_version(lookup),
        "input_text": _said(lookup, "input"),
        "output_text": _said(lookup, "output"),
    }


def _said(lookup: Lookup, side: str) -> sa.ColumnElement[Any]:
    """Return the messages of a model call; of other spans, and where there are none, the value as it was recorded."""
    messages = json_messages(*lookup.at(("llm", f"{side}_messages")), ("message",))
    return first([messages, lookup.text(f"{side}_text")], sa.Text())


def _error(spans: sa.TableClause, lookup: Lookup) -> sa.ColumnElement[Any]:
    """Return what a failed span says went wrong: the attribute, the exception, or “Error” of “Error: words”."""
    thrown = json_named(spans.c.events, (), "exception", ("attributes", "exception.type"))
    word = before(spans.c.status_message, ":")
    named = sa.case((sa.and_(word != "", sa.not_(word.like("% %"))), word))
    return sa.func.coalesce(lookup.text("error_type"), thrown, named, type_=sa.Text())


def _finish_reason(lookup: Lookup) -> sa.ColumnElement[Any]:
    found = [
        lookup.text_at(place, *((0,) if place == LISTED_REASONS else ()))
        for place in lookup.places("finish_reason")
    ]
    return first(found, sa.Text())


def _model_requested(lookup: Lookup) -> sa.ColumnElement[Any]:
    """Return the model that was asked for; of a call that failed OpenAI's instrumentation keeps only its parameters."""
    asked = [place for place in lookup.places("model_requested") if place != MODEL]
    parameters = json_text(parsed(lookup.text_at(PARAMETERS)), ("model",))
    return first([*map(lookup.text_at, asked), parameters, lookup.text_at(MODEL)], sa.Text())


def _model_version(lookup: Lookup) -> sa.ColumnElement[Any]:
    """Return the model that answered.

    Phoenix writes `llm.model_name` itself for spans of `gen_ai.*`, from the model that was asked for: where that is
    known to be what was asked for, it says nothing of who answered.
    """
    answered = [place for place in lookup.places("model_version") if place != MODEL]
    asked = [place for place in lookup.places("model_requested") if place != MODEL]
    unasked = [lookup.text_at(place).is_(None) for place in asked]
    only = sa.case((sa.and_(sa.true(), *unasked), lookup.text_at(MODEL)))
    return first([*map(lookup.text_at, answered), only], sa.Text())
