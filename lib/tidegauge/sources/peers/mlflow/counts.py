"""How many rows MLflow holds, and those of them that our pages do not show."""

from typing import Any

import sqlalchemy as sa

from tidegauge.sources.peer import Left
from tidegauge.sources.peers.mlflow.scores import FEEDBACK, assessed, has_spans, thumbs_of
from tidegauge.sources.peers.mlflow.tables import MLflowTables

_FILES = (
    "The spans of these traces are files in MLflow's artifact store, not rows: each trace counts once here."
)
_DELETED = "Their experiment is deleted."
_EXPECTED = "They are expectations or issues: what an answer should be, and no scores."
_OVERRIDDEN = "A later assessment overrides them."
_SPANLESS = "The spans of their traces are files in MLflow's artifact store."
_AGAIN = "Several people gave the same thumb to one span: it counts once."


def counted(tables: MLflowTables) -> dict[str, sa.Select[Any]]:
    """Return the rows that MLflow holds, by our table."""
    return {
        "spans": _added(_count(tables, tables.spanned), _spanless(tables)),
        "scores": _count(tables, assessed(tables)),
        "signals": sa.select(sa.func.count().label("rows")).select_from(thumbs_of(tables).subquery("thumbs")),
    }


def left(tables: MLflowTables) -> dict[str, tuple[Left, ...]]:
    """Return the rows that are not shown, by our table; each row for the first reason that it has."""
    found, rows = tables["assessments"], assessed(tables)
    feedback, there = found.c.assessment_type == FEEDBACK, has_spans(tables)
    current = sa.and_(feedback, there, found.c.valid)
    return {
        "spans": (
            Left(_FILES, _spanless(tables)),
            Left(_DELETED, _count(tables, tables.spanned, tables.deleted)),
        ),
        "scores": (
            Left(_EXPECTED, _count(tables, rows, sa.not_(feedback))),
            Left(_SPANLESS, _count(tables, rows, feedback, sa.not_(there))),
            Left(_OVERRIDDEN, _count(tables, rows, feedback, there, sa.not_(found.c.valid))),
            Left(_DELETED, _count(tables, rows, current, tables.deleted)),
        ),
        "signals": (Left(_AGAIN, _again(tables)),),
    }


def _spanless(tables: MLflowTables) -> sa.Select[Any]:
    return _count(tables, tables.traced, sa.not_(has_spans(tables)))


def _count(tables: MLflowTables, rows: sa.FromClause, *where: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return tables.narrowed(sa.select(sa.func.count().label("rows")).select_from(rows).where(*where))


def _added(one: sa.Select[Any], other: sa.Select[Any]) -> sa.Select[Any]:
    return sa.select((one.scalar_subquery() + other.scalar_subquery()).label("rows"))


def _again(tables: MLflowTables) -> sa.Select[Any]:
    thumbs = thumbs_of(tables).subquery("thumbs")
    times = sa.select((sa.func.count() - 1).label("again")).select_from(thumbs)
    each = times.group_by(thumbs.c.span_id, thumbs.c.session_id, thumbs.c.kind).subquery("each")
    return sa.select(sa.cast(sa.func.coalesce(sa.func.sum(each.c.again), 0), sa.BigInteger()).label("rows"))
