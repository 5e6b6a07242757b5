"""Where MLflow keeps what a span's fields are: attributes encoded twice, metadata and tags of the trace."""

import orjson
import sqlalchemy as sa

from tidegauge.schema.json_functions import Path, json_text, parsed
from tidegauge.sources.peer import Probe
from tidegauge.sources.peers._json_keys import Key, keys_of
from tidegauge.sources.peers._lookup import Expression, Lookup, first
from tidegauge.sources.peers.mlflow.tables import METADATA, TAGS, MLflowTables

SAMPLE = 300
"""Traces whose spans, metadata and tags are looked at: the newest."""
USER = "mlflow.trace.user"
SESSION = "mlflow.trace.session"
STANDARD = frozenset(
    {
        "gen_ai.request.model",
        "gen_ai.response.model",
        "gen_ai.response.finish_reasons",
        "error.type",
    }
)
"""Attributes that are looked for even where a sample has none."""
LEFT_OUT = ("mlflow", "gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.system_instructions")
"""What is in fields already, MLflow's own bookkeeping, or too long for a column of its own."""


def mlflow_lookup(probe: Probe, tables: MLflowTables) -> Lookup:
    """Return where the fields of spans are looked for, after a look at the newest traces.

    `metadata.<key>` are the trace's metadata, else its tag of that name; `resource.<key>` are tags too, where MLflow puts
    what it is told over OTLP of the sender.
    """
    newest = newest_traces(tables)
    metadata, tags = (_pair_keys(probe, tables, name, newest) for name in (METADATA, TAGS))
    columns = {f"tag.{key}": tables.pair(TAGS, key) for key in tags}
    columns |= {f"resource.{key}": tables.pair(TAGS, key) for key in tags}
    for key in {*metadata, *tags}:
        found = [tables.pair(name, key) for name, keys in ((METADATA, metadata), (TAGS, tags)) if key in keys]
        columns[f"metadata.{key}"] = first(found, sa.Text())

    def at(path: Path) -> tuple[Expression, Path]:
        # Every value is JSON as a text within the JSON.
        return parsed(json_text(tables.document, ("attributes", path[0]))), path[1:]

    return Lookup(_span_keys(probe, tables, newest), STANDARD, lambda name: (name,), at, columns)


def newest_traces(tables: MLflowTables) -> sa.Subquery:
    """Return the ids of the traces that are looked at."""
    traces = tables.narrowed(sa.select(tables["trace_info"].c.request_id).select_from(tables.traced))
    return traces.order_by(tables["trace_info"].c.timestamp_ms.desc()).limit(SAMPLE).subquery("newest")


def pair_attributes(lookup: Lookup, used: frozenset[str]) -> dict[str, Expression]:
    """Return {name: value} of the metadata and tags that are the place of no field."""
    own = {name: value for name, value in lookup.columns.items() if not name.startswith("resource.")}
    doubled = {f"metadata.{name.removeprefix('tag.')}" for name in own if name.startswith("tag.")}
    return {
        name: value
        for name, value in own.items()
        if name not in used | doubled and f"metadata.{name.removeprefix('tag.')}" not in used
    }


def _pair_keys(probe: Probe, tables: MLflowTables, name: str, newest: sa.Subquery) -> list[str]:
    pairs = tables[name]
    query = sa.select(pairs.c.key).where(pairs.c.request_id.in_(sa.select(newest.c.request_id))).distinct()
    # MLflow's own are fields, or bookkeeping.
    return sorted(key for key in probe.read(query)["key"] if not key.startswith("mlflow."))


def _span_keys(probe: Probe, tables: MLflowTables, newest: sa.Subquery) -> dict[str, Key]:
    spans = tables["spans"]
    query = sa.select(spans.c.content).where(spans.c.trace_id.in_(sa.select(newest.c.request_id)))
    return keys_of(map(_decoded, probe.read(query)["content"]), left_out=LEFT_OUT)


def _decoded(content: str) -> str | None:
    """Return a span's attributes as JSON that is encoded once.

    >>> _decoded('{"attributes": {"retries": "2", "plan": "\\\\"pro\\\\""}}')
    '{"retries":2,"plan":"pro"}'
    """
    try:
        attributes = orjson.loads(content)["attributes"]
        return orjson.dumps({key: _value(value) for key, value in attributes.items()}).decode()
    except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError):
        return None


def _value(encoded: object) -> object:
    try:
        return orjson.loads(encoded) if isinstance(encoded, str) else encoded
    except orjson.JSONDecodeError:
        return None
