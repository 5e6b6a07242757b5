"""Phoenix's own tables, and the joins that every reading of them starts from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tidegauge.sources.peer import Probe

_COLUMNS: dict[str, dict[str, Any]] = {
    "projects": {"id": sa.Integer, "name": sa.Text},
    "traces": {
        "id": sa.Integer,
        "project_rowid": sa.Integer,
        "trace_id": sa.Text,
        "project_session_rowid": sa.Integer,
    },
    "spans": {
        "id": sa.BigInteger,
        "trace_rowid": sa.Integer,
        "span_id": sa.Text,
        "parent_id": sa.Text,
        "name": sa.Text,
        "span_kind": sa.Text,
        "start_time": sa.TIMESTAMP,
        "end_time": sa.TIMESTAMP,
        "attributes": sa.JSON,
        "events": sa.JSON,
        "status_code": sa.Text,
        "status_message": sa.Text,
        "llm_token_count_prompt": sa.BigInteger,
        "llm_token_count_completion": sa.BigInteger,
    },
    "project_sessions": {"id": sa.Integer, "session_id": sa.Text, "project_id": sa.Integer},
    "span_costs": {"span_rowid": sa.Integer, "total_cost": sa.Double},
    "users": {"id": sa.Integer, "username": sa.Text},
}
_ANNOTATION: dict[str, Any] = {
    "name": sa.Text,
    "label": sa.Text,
    "score": sa.Double,
    "explanation": sa.Text,
    "metadata": sa.JSON,
    "annotator_kind": sa.Text,
    "created_at": sa.TIMESTAMP,
    "updated_at": sa.TIMESTAMP,
    "user_id": sa.Integer,
    "identifier": sa.Text,
}
ANNOTATIONS = {
    "span_annotations": "span_rowid",
    "trace_annotations": "trace_rowid",
    "document_annotations": "span_rowid",
    "project_session_annotations": "project_session_id",
}
"""The tables of annotations, and the column that says what each annotates."""


@dataclass(frozen=True)
class PhoenixTables:
    """Phoenix's tables with the columns that they have here, narrowed to one project if the address names it."""

    named: Mapping[str, sa.TableClause]
    project: str | None

    @property
    def traced(self) -> sa.FromClause:
        """Traces with their projects."""
        traces, projects = self.named["traces"], self.named["projects"]
        return traces.join(projects, projects.c.id == traces.c.project_rowid)

    @property
    def spanned(self) -> sa.FromClause:
        """Spans with their traces and projects."""
        return self.traced.join(
            self.named["spans"], self.named["spans"].c.trace_rowid == self.named["traces"].c.id
        )

    def narrowed(self, query: sa.Select[Any]) -> sa.Select[Any]:
        """Return a query over projects with those that were asked for."""
        return query if self.project is None else query.where(self.named["projects"].c.name == self.project)

    def __contains__(self, name: str) -> bool:
        return name in self.named

    def __getitem__(self, name: str) -> sa.TableClause:
        return self.named[name]


def phoenix_tables(probe: Probe) -> PhoenixTables:
    """Return the tables of Phoenix that a database has; versions differ in which, and in their columns."""
    every = _COLUMNS | {name: {**_ANNOTATION, of: sa.Integer} for name, of in ANNOTATIONS.items()}
    named = probe.known(every)
    return PhoenixTables(named, probe.options.get("project"))
