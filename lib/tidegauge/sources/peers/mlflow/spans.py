"""MLflow's spans as ours, in both of its layouts: columns where it has them, the JSON of a span's content for the rest."""

import sqlalchemy as sa

from tidegauge.schema.json_functions import (
    Path,
    json_integer,
    json_messages,
    json_named,
    json_number,
    json_text,
    parsed,
)
from tidegauge.schema.tables import TABLES, Kind
from tidegauge.schema.text_functions import before
from tidegauge.schema.time_functions import moment
from tidegauge.sources.peer import CHANGED, GONE, PeerTable
from tidegauge.sources.peers._lookup import Expression, Lookup, first
from tidegauge.sources.peers._roots import Roots
from tidegauge.sources.peers.mlflow.lookup import SESSION, USER, pair_attributes
from tidegauge.sources.peers.mlflow.tables import METADATA, TAGS, MLflowTables

OVERLAP = 3_600 * 1_000_000
"""An hour, in microseconds: MLflow does not say when it wrote a span, only when the span ended."""
TAKEN = frozenset({"gen_ai.operation.name", "openinference.span.kind", "gen_ai.usage.total_tokens"})
LINKED = "mlflow.linkedPrompts"
"""The tag that names the prompts of the registry that a trace used; the first one counts."""
LISTED_REASONS = "gen_ai.response.finish_reasons"
_KINDS = {
    "CHAT_MODEL": "model",
    "LLM": "model",
    "RETRIEVER": "retriever",
    "RERANKER": "retriever",
    "TOOL": "tool",
    "AGENT": "agent",
    "CHAIN": "chain",
    "WORKFLOW": "chain",
    "EVALUATOR": "check",
    "GUARDRAIL": "check",
    "EMBEDDING": "embedding",
}
_USAGE = {
    "input_tokens": "input_tokens",
    "output_tokens": "output_tokens",
    "cached_input_tokens": "cache_read_input_tokens",
    "reasoning_tokens": "reasoning_tokens",
}
"""The keys of `mlflow.chat.tokenUsage`."""
_FIELDS = (
    "environment",
    "feature",
    "model_requested",
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
"""Fields that are what attributes, metadata and tags say and nothing more."""


def spans_table(tables: MLflowTables, lookup: Lookup, roots: Roots) -> PeerTable:
    """Return MLflow's spans with our columns, the experiment's name as `project`, and every attribute that was found."""
    spans = tables["spans"]
    linked = tables[TAGS].alias("linked")
    fields = _identity(tables, lookup) | _numbers(tables, lookup) | _texts(tables, lookup)
    fields |= _prompt(roots, parsed(linked.c.value)) | {name: roots.text(name) for name in _FIELDS}
    fields["user_id"] = first([tables.pair(METADATA, USER), roots.text("user_id")], sa.Text())
    fields["project"] = tables["experiments"].c.name
    kinds = {name: TABLES["spans"].kinds.get(name, Kind.TEXT) for name in fields}
    for name, (kind, value) in lookup.attributes(TAKEN).items():
        own = "attribute.project" if name == "project" else name
        fields[own], kinds[own] = value, kind
    for name, value in pair_attributes(lookup, _used(lookup)).items():
        fields[name], kinds[name] = value, Kind.TEXT
    changed = sa.func.coalesce(
        spans.c.end_time_unix_nano, spans.c.start_time_unix_nano, type_=sa.BigInteger()
    )
    rows = sa.select(
        *(value.label(name) for name, value in fields.items()),
        (changed // 1000).label(CHANGED),
        tables.deleted.label(GONE),
    )
    of_trace = sa.and_(linked.c.key == LINKED, linked.c.request_id == spans.c.trace_id)
    joined = roots.joined(tables.spanned.outerjoin(linked, of_trace))
    return PeerTable(tables.narrowed(rows.select_from(joined)), kinds, OVERLAP)


def _used(lookup: Lookup) -> frozenset[str]:
    fields = (*_FIELDS, "session_id", "user_id", "prompt_name", "prompt_version", "finish_reason")
    return frozenset(place for field in fields for place in lookup.places(field))


def _identity(tables: MLflowTables, lookup: Lookup) -> dict[str, Expression]:
    spans, traces = tables["spans"], tables["trace_info"]
    session = [traces.c.session_id] if "session_id" in traces.c else []
    # Spans that came over OTLP have no type of their own.
    kind = first([spans.c.type, _attribute(tables, "mlflow.spanType")], sa.Text())
    return {
        "trace_id": spans.c.trace_id,
        "span_id": spans.c.span_id,
        "parent_span_id": spans.c.parent_span_id,
        "name": spans.c.name,
        "kind": sa.case(_KINDS, value=kind, else_="other"),
        "start_time": moment(spans.c.start_time_unix_nano // 1000),
        "session_id": first([*session, tables.pair(METADATA, SESSION), lookup.text("session_id")], sa.Text()),
    }


def _numbers(tables: MLflowTables, lookup: Lookup) -> dict[str, Expression]:
    spans = tables["spans"]
    took = spans.c.end_time_unix_nano - spans.c.start_time_unix_nano
    usage = parsed(json_text(tables.document, ("attributes", "mlflow.chat.tokenUsage")))
    tokens = {
        field: first([json_integer(usage, (key,)), lookup.count(field)], sa.BigInteger())
        for field, key in _USAGE.items()
    }
    priced = json_number(
        parsed(json_text(tables.document, ("attributes", "mlflow.llm.cost"))), ("total_cost",)
    )
    own = [spans.c.total_cost] if "total_cost" in spans.c else []
    return {
        "duration_ms": took / sa.literal_column("1000000.0", sa.Double()),
        **tokens,
        "cost_usd": first([*own, priced, lookup.number("cost_usd")], sa.Double()),
    }


def _texts(tables: MLflowTables, lookup: Lookup) -> dict[str, Expression]:
    spans = tables["spans"]
    failed = spans.c.status == "ERROR"
    model = [spans.c.model_name] if "model_name" in spans.c else []
    provider = [spans.c.model_provider] if "model_provider" in spans.c else []
    answered = [
        *model,
        _attribute(tables, "mlflow.llm.model"),
        *(lookup.text_at(place) for place in lookup.places("model_version") if place != "llm.model_name"),
    ]
    return {
        "status": sa.case((failed, "error"), else_="ok"),
        "error_type": sa.case((failed, _error(tables, lookup))),
        "finish_reason": _finish_reason(lookup),
        "model_version": first(answered, sa.Text()),
        "provider": first(
            [*provider, _attribute(tables, "mlflow.llm.provider"), lookup.text("provider")], sa.Text()
        ),
        "input_text": _said(tables, "mlflow.spanInputs", ("messages",)),
        "output_text": _said(tables, "mlflow.spanOutputs", ("choices",), ("message",)),
    }


def _attribute(tables: MLflowTables, name: str) -> Expression:
    return json_text(parsed(json_text(tables.document, ("attributes", name))), ())


def _said(tables: MLflowTables, name: str, listed: Path, within: Path = ()) -> Expression:
    """Return the messages of a model call, listed as OpenAI does or as such; else the value as it was recorded."""
    recorded = parsed(json_text(tables.document, ("attributes", name)))
    messages = [json_messages(recorded, listed, within), json_messages(recorded, ())]
    return first([*messages, json_text(recorded, ())], sa.Text())


def _error(tables: MLflowTables, lookup: Lookup) -> Expression:
    """Return what a failed span says went wrong: the attribute, the exception, or “Error” of “Error: words”."""
    thrown = json_named(tables.document, ("events",), "exception", ("attributes", "exception.type"))
    word = before(json_text(tables.document, ("status", "message")), ":")
    named = sa.case((sa.and_(word != "", sa.not_(word.like("% %"))), word))
    return first([lookup.text("error_type"), thrown, named], sa.Text())


def _finish_reason(lookup: Lookup) -> Expression:
    return first(
        [
            lookup.text_at(place, *((0,) if place == LISTED_REASONS else ()))
            for place in lookup.places("finish_reason")
        ],
        sa.Text(),
    )


def _prompt(roots: Roots, linked: Expression) -> dict[str, Expression]:
    """Return the prompt that the trace is linked to in MLflow's registry; a version of one's own comes before its."""
    name, version = json_text(linked, (0, "name")), json_text(linked, (0, "version"))
    return {
        "prompt_name": first([roots.text("prompt_name"), name], sa.Text()),
        "prompt_version": first([roots.text("prompt_version"), version], sa.Text()),
        "linked_prompt": name + sa.literal("/", sa.Text()) + version,
    }
