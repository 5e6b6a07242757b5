"""What is said of a Phoenix store: where each field is read, and what to know about it."""

from typing import Any

import sqlalchemy as sa

from tidegauge.schema.places import PLACES
from tidegauge.sources.peer import Probe
from tidegauge.sources.peers._lookup import Lookup
from tidegauge.sources.peers.phoenix.tables import PhoenixTables

LOOKED = 10_000
"""Newest traces among which those without a root are counted."""
_COLUMNS = {
    "trace_id": "traces.trace_id",
    "span_id": "spans.span_id",
    "parent_span_id": "spans.parent_id",
    "name": "spans.name",
    "kind": "spans.span_kind",
    "start_time": "spans.start_time",
    "duration_ms": "spans.end_time − spans.start_time",
    "status": "spans.status_code",
    "model_requested": "llm.invocation_parameters of spans.attributes where nothing else says it",
    "error_type": "exception.type of spans.events, else the start of spans.status_message",
    "session_id": "project_sessions.session_id",
    "input_tokens": "spans.llm_token_count_prompt",
    "output_tokens": "spans.llm_token_count_completion",
    "cost_usd": "span_costs.total_cost",
    "input_text": "llm.input_messages of spans.attributes",
    "output_text": "llm.output_messages of spans.attributes",
    "project": "projects.name",
}
_TURN = "for a trace or its root: the last model call, else the root, else the first span"
_OTHERS = {
    "scores": {
        "span_id": f"span_annotations.span_rowid; {_TURN}",
        "trace_id": "traces.trace_id",
        "name": "name",
        "value": "score",
        "label": "label",
        "source": "annotator_kind",
        "evaluator": "identifier, else metadata.judge_model and judge_prompt_version, else users.username",
        "explanation": "explanation",
        "created_at": "created_at",
    },
    "signals": {
        "span_id": f"span_annotations.span_rowid; {_TURN}",
        "session_id": "project_sessions.session_id",
        "kind": "label of annotations by people: thumbs up, thumbs down",
        "created_at": "created_at",
    },
}


def read_from(lookup: Lookup) -> dict[str, dict[str, str]]:
    """Return {table: {field: place}} in words."""
    spans = {
        field: ", ".join([*_known(field), *_attributes(lookup, field)])
        for field in {**_COLUMNS, **PLACES}
        if field in _COLUMNS or lookup.places(field)
    }
    return {"spans": spans, **_OTHERS}


def notes(probe: Probe, tables: PhoenixTables) -> tuple[str, ...]:
    """Return what a person should know about this store."""
    traces, spans = tables["traces"], tables["spans"]
    newest = tables.narrowed(sa.select(traces.c.id).select_from(tables.traced))
    some = newest.order_by(traces.c.id.desc()).limit(LOOKED).subquery("newest")
    root = sa.exists().where(spans.c.trace_rowid == some.c.id, spans.c.parent_id.is_(None))
    rootless = sa.func.count(sa.case((sa.not_(root), 1))).label("rootless")
    counts: list[sa.ColumnElement[Any]] = [rootless, sa.func.count().label("rows")]
    found, rows = probe.read(sa.select(*counts).select_from(some)).row(0)
    of = f"{rows:,} traces" if rows < LOOKED else f"the newest {rows:,} traces"
    lost = (
        [
            f"{found:,} of {of} have no root span: it never arrived. Their spans are shown; "
            "where a row is a trace (grain trace) they are left out."
        ]
        if found
        else []
    )
    unread = [] if "span_costs" in tables else ["There is no table span_costs: costs are not read."]
    return (
        *lost,
        *unread,
        "Phoenix does not store resource attributes: the release, the environment and the region are known "
        "only where they are attributes of spans.",
        "Costs are Phoenix's own list prices; a model that it has no price for has no cost.",
        "What was said of a trace or of its root stands on the last model call of the trace, which answered.",
        "A score that is given again replaces the one before: Phoenix keeps no history of scores.",
    )


def _known(field: str) -> list[str]:
    return [_COLUMNS[field]] if field in _COLUMNS else []


def _attributes(lookup: Lookup, field: str) -> list[str]:
    places = lookup.places(field) if field in PLACES else ()
    return [f"spans.attributes: {', '.join(places)}"] if places else []
