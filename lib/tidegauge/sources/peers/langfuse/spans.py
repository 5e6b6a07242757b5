"""Langfuse's spans in our columns."""

from functools import reduce
from operator import add
from typing import Any

import sqlalchemy as sa

from tidegauge.schema.map_functions import FirstItem, Readable, TotalOrSum, prefix_sum
from tidegauge.schema.places import PLACES
from tidegauge.schema.tables import TABLES, Kind
from tidegauge.sources.otlp_fields import SHARED
from tidegauge.sources.peer import CHANGED, GONE, PeerTable
from tidegauge.sources.peers._clickhouse_rows import microseconds, of_kind, recorded
from tidegauge.sources.peers.langfuse.calls import Layout
from tidegauge.sources.peers.langfuse.rows import HOUR, internal

SQL = sa.ColumnElement[Any]
CANONICAL = TABLES["spans"].kinds

KINDS = {
    "GENERATION": "model",
    "EMBEDDING": "embedding",
    "AGENT": "agent",
    "TOOL": "tool",
    "CHAIN": "chain",
    "RETRIEVER": "retriever",
    "EVALUATOR": "check",
    "GUARDRAIL": "check",
}
CACHED = ("input_cached", "input_cache_read", "cache_read")
"""How the keys begin under which senders count input tokens that were read from a cache."""
BY_PLACES = (
    "feature",
    "provider",
    "model_requested",
    "index_version",
    "geo",
    "device",
    "source",
    "language",
    "query_category",
    "variant",
    "decision",
)


class LangfuseSpans:
    """Canonical columns over the rows of a layout."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.rows = layout.rows()
        self.kinds = layout.kinds

    def table(self) -> PeerTable:
        """Return the spans of products; those of Langfuse's own judges are left out."""
        columns = {**self._plain(), **self._times(), **self._numbers(), **self._found(), **self._attributes()}
        kinds = {name: CANONICAL.get(name) or self.kinds.get(name, Kind.TEXT) for name in columns}
        named = [column.label(name) for name, column in columns.items()]
        changed = microseconds(self.rows.c.event_ts).label(CHANGED)
        gone = sa.type_coerce(self.rows.c.deleted, sa.Boolean).label(GONE)
        query = sa.select(*named, changed, gone).where(sa.not_(internal(self.environment())))
        return PeerTable(query, kinds, overlap=HOUR)

    def environment(self) -> SQL:
        """Return the environment, with '' for none."""
        return sa.func.coalesce(self.rows.c.environment, "", type_=sa.Text())

    def _plain(self) -> dict[str, SQL]:
        rows = self.rows.c
        kind = sa.case(*((rows.type == name, kind) for name, kind in KINDS.items()), else_="other")
        return {
            "trace_id": sa.cast(rows.trace_id, sa.Text),
            "span_id": sa.cast(rows.id, sa.Text),
            "parent_span_id": rows.parent,
            "name": rows.name,
            "kind": kind,
            "status": sa.case((rows.level == "ERROR", "error"), else_="ok"),
            "session_id": self._either(rows.session_id, "session_id"),
            "user_id": self._either(rows.user_id, "user_id"),
            "environment": rows.environment,
            "model_version": self._either(recorded(rows.provided_model_name), "model_version"),
            "prompt_name": self._either(recorded(rows.prompt_name), "prompt_name"),
            "prompt_version": self._either(_text(rows.prompt_version), "prompt_version"),
            "app_version": self._either(rows.release, "app_version", rows.version),
            "input_text": Readable(recorded(rows.input)),
            "output_text": Readable(recorded(rows.output)),
        }

    def _times(self) -> dict[str, SQL]:
        rows = self.rows.c
        return {
            "start_time": sa.type_coerce(rows.start_time, sa.TIMESTAMP()),
            # The roots that a migration makes up have no end, and are not timed.
            "duration_ms": _milliseconds(rows.start_time, rows.end_time),
            "time_to_first_token_ms": _milliseconds(rows.start_time, rows.completion_start_time),
        }

    def _numbers(self) -> dict[str, SQL]:
        usage = self.rows.c.usage_details
        cached = [prefix_sum(usage, prefix) for prefix in CACHED]
        some = sa.or_(*(part.is_not(None) for part in cached))
        return {
            "input_tokens": _input_tokens(usage),
            "output_tokens": prefix_sum(usage, "output"),
            "cached_input_tokens": sa.case(
                (some, reduce(add, (sa.func.coalesce(part, 0) for part in cached)))
            ),
            "reasoning_tokens": prefix_sum(usage, "output_reasoning"),
            "cost_usd": sa.func.coalesce(
                self.rows.c.total_cost, TotalOrSum(self.rows.c.cost_details), type_=sa.Double()
            ),
        }

    def _found(self) -> dict[str, SQL]:
        rows = self.rows.c
        found = {name: of_kind(self._place(name), CANONICAL[name]) for name in BY_PLACES}
        parameters = sa.func.coalesce(rows.model_parameters, "")
        stopped = sa.func.JSONExtractString(parameters, "finishReason", type_=sa.Text())
        found["finish_reason"] = sa.func.coalesce(
            FirstItem(self._place("finish_reason")), recorded(stopped), type_=sa.Text()
        )
        # Only the message is recorded; it begins with the name of the exception.
        message = sa.func.coalesce(rows.status_message, "")
        thrown = sa.func.regexpExtract(message, "^([A-Za-z][A-Za-z0-9_.]*):", type_=sa.Text())
        found["error_type"] = sa.func.coalesce(self._place("error_type"), recorded(thrown), type_=sa.Text())
        return found

    def _attributes(self) -> dict[str, SQL]:
        rows = self.rows.c
        taken = {key for places in PLACES.values() for key in places} - SHARED
        others = {name: of_kind(rows[name], kind) for name, kind in self.kinds.items() if name not in taken}
        texts = {name: recorded(rows[name]) for name in ("trace_name", "status_message")}
        return {**texts, "project": sa.cast(rows.project_id, sa.Text), **others}

    def keys(self, field: str) -> list[str]:
        """Return the attributes that a field is looked for in, in order."""
        return [place for place in PLACES[field] if place in self.kinds]

    def _place(self, field: str) -> SQL:
        return self._either(None, field)

    def _either(self, own: SQL | None, field: str, last: SQL | None = None) -> SQL:
        found = [own, *(self.rows.c[key] for key in self.keys(field)), last]
        return _first([column for column in found if column is not None])


def _first(found: list[SQL]) -> SQL:
    if not found:
        return sa.cast(sa.null(), sa.Text)
    return found[0] if len(found) == 1 else sa.func.coalesce(*found, type_=sa.Text())


def _text(number: SQL) -> SQL:
    return sa.func.toString(number, type_=sa.Text())


def _milliseconds(start: SQL, end: SQL) -> SQL:
    return sa.cast(microseconds(end) - microseconds(start), sa.Double) / 1000.0


def _input_tokens(usage: SQL) -> SQL:
    """Return the tokens in, cached ones included. `input` counts them for some senders and leaves them out for others.

    Either way the total is what went in and what came out.
    """
    total, out = prefix_sum(usage, "total"), sa.func.coalesce(prefix_sum(usage, "output"), 0)
    parts = prefix_sum(usage, "input")
    return sa.case((sa.and_(parts.is_not(None), total >= out), total - out), else_=parts)
