"""MLflow's own tables, and the joins that every reading of them starts from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tidegauge.schema.json_functions import parsed
from tidegauge.sources.peer import Probe

METADATA = "trace_request_metadata"
TAGS = "trace_tags"
_PAIRS: dict[str, Any] = {"key": sa.Text, "value": sa.Text, "request_id": sa.Text}
_COLUMNS: dict[str, dict[str, Any]] = {
    "experiments": {"experiment_id": sa.Integer, "name": sa.Text, "lifecycle_stage": sa.Text},
    "trace_info": {
        "request_id": sa.Text,
        "experiment_id": sa.Integer,
        "timestamp_ms": sa.BigInteger,
        "session_id": sa.Text,
    },
    METADATA: _PAIRS,
    TAGS: _PAIRS,
    "spans": {
        "trace_id": sa.Text,
        "span_id": sa.Text,
        "parent_span_id": sa.Text,
        "name": sa.Text,
        "type": sa.Text,
        "status": sa.Text,
        "start_time_unix_nano": sa.BigInteger,
        "end_time_unix_nano": sa.BigInteger,
        "content": sa.Text,
        "total_cost": sa.Double,
        "model_name": sa.Text,
        "model_provider": sa.Text,
    },
    "assessments": {
        "assessment_id": sa.Text,
        "trace_id": sa.Text,
        "span_id": sa.Text,
        "name": sa.Text,
        "assessment_type": sa.Text,
        "value": sa.Text,
        "error": sa.Text,
        "rationale": sa.Text,
        "source_type": sa.Text,
        "source_id": sa.Text,
        "overrides": sa.Text,
        "valid": sa.Boolean,
        "created_timestamp": sa.BigInteger,
        "last_updated_timestamp": sa.BigInteger,
        "assessment_metadata": sa.Text,
    },
}


@dataclass(frozen=True)
class MLflowTables:
    """MLflow's tables with the columns that they have here, narrowed to one experiment if the address names it.

    `document` is a span's content as JSON, `spanned` are spans with their traces and experiments.
    """

    named: Mapping[str, sa.TableClause]
    project: str | None
    document: sa.ColumnElement[Any]
    spanned: sa.FromClause

    @property
    def traced(self) -> sa.FromClause:
        """Traces with their experiments."""
        return _traced(self.named)

    @property
    def deleted(self) -> sa.ColumnElement[bool]:
        """Whether the experiment was deleted: MLflow hides it, and keeps its rows."""
        experiments = self.named["experiments"]
        gone: sa.ColumnElement[bool] = sa.func.coalesce(experiments.c.lifecycle_stage, "active") == "deleted"
        return gone if "lifecycle_stage" in experiments.c else sa.false()

    def narrowed(self, query: sa.Select[Any]) -> sa.Select[Any]:
        """Return a query over experiments with those that were asked for."""
        experiments = self.named["experiments"]
        return query if self.project is None else query.where(experiments.c.name == self.project)

    def pair(self, table: str, key: str) -> sa.ColumnElement[Any]:
        """Return the value of a trace's metadata or tag."""
        pairs = self.named[table].alias()
        value = sa.select(pairs.c.value).where(
            pairs.c.key == key, pairs.c.request_id == self.named["trace_info"].c.request_id
        )
        return value.correlate(self.named["trace_info"]).scalar_subquery()

    def __contains__(self, name: str) -> bool:
        return name in self.named

    def __getitem__(self, name: str) -> sa.TableClause:
        return self.named[name]


@dataclass(frozen=True)
class Content:
    """The content of spans as JSON, and what a join over them needs for it."""

    document: sa.ColumnElement[Any]
    once: sa.FromClause | None = None

    def joined(self, spans: sa.FromClause) -> sa.FromClause:
        """Return a join over spans that has the content."""
        return spans if self.once is None else spans.outerjoin(self.once, sa.true())


def mlflow_tables(probe: Probe) -> MLflowTables:
    """Return the tables of MLflow that a database has; its two layouts differ in their columns."""
    named = probe.known(_COLUMNS)
    spans = named["spans"]
    spanned = _traced(named).join(spans, spans.c.trace_id == named["trace_info"].c.request_id)
    content = content_of(probe.dialect, spans, "parsed")
    return MLflowTables(named, probe.options.get("project"), content.document, content.joined(spanned))


def _traced(named: Mapping[str, sa.TableClause]) -> sa.FromClause:
    traces, experiments = named["trace_info"], named["experiments"]
    return traces.join(experiments, experiments.c.experiment_id == traces.c.experiment_id)


def content_of(dialect: str, spans: sa.FromClause, name: str) -> Content:
    """Return the content of `spans` as JSON; `name` is taken by nothing else in the statement."""
    document: sa.ColumnElement[Any] = parsed(spans.c.content)
    if dialect != "postgresql":
        return Content(document)
    # It would parse the text once a field; SQLite remembers what it parsed last, and has no LATERAL.
    once = sa.select(document.label("document")).correlate(spans).offset(0).lateral(name)
    return Content(once.c.document, once)
