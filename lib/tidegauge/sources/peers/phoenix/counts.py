"""How many rows Phoenix holds, and those of them that our pages do not show."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from tidegauge.sources.peer import Left
from tidegauge.sources.peers.phoenix.scores import ANNOTATED, NOTE, thumbs_of
from tidegauge.sources.peers.phoenix.tables import ANNOTATIONS, PhoenixTables

_NOTES = "They are notes: remarks without a score."
_ELSEWHERE = {
    "document_annotations": "They score a retrieved document and not a span.",
    "project_session_annotations": "They score a conversation and not a span.",
}
_AGAIN = "Several people gave the same thumb to one span: it counts once."


def counted(tables: PhoenixTables) -> dict[str, sa.Select[Any]]:
    """Return the rows that Phoenix holds, by our table."""
    return {
        "spans": tables.narrowed(sa.select(sa.func.count().label("rows")).select_from(tables.spanned)),
        "scores": _sum(_annotations(tables, name) for name in ANNOTATIONS if name in tables),
        "signals": sa.select(sa.func.count().label("rows")).select_from(thumbs_of(tables).subquery("thumbs")),
    }


def left(tables: PhoenixTables) -> dict[str, tuple[Left, ...]]:
    """Return the rows that are not shown, by our table."""
    notes = _sum(
        _annotations(tables, name).where(tables[name].c.name == NOTE) for name in ANNOTATED if name in tables
    )
    elsewhere = (Left(why, _annotations(tables, name)) for name, why in _ELSEWHERE.items() if name in tables)
    return {"scores": (Left(_NOTES, notes), *elsewhere), "signals": (Left(_AGAIN, _again(tables)),)}


def _annotations(tables: PhoenixTables, name: str) -> sa.Select[Any]:
    notes, of = tables[name], ANNOTATIONS[name]
    joined: sa.FromClause
    if of == "span_rowid":
        joined = tables.spanned.join(notes, notes.c[of] == tables["spans"].c.id)
    elif of == "trace_rowid":
        joined = tables.traced.join(notes, notes.c[of] == tables["traces"].c.id)
    else:
        projects, sessions = tables["projects"], tables["project_sessions"]
        joined = sessions.join(projects, projects.c.id == sessions.c.project_id)
        joined = joined.join(notes, notes.c[of] == sessions.c.id)
    return tables.narrowed(sa.select(sa.func.count().label("rows")).select_from(joined))


def _again(tables: PhoenixTables) -> sa.Select[Any]:
    thumbs = thumbs_of(tables).subquery("thumbs")
    times = sa.select((sa.func.count() - 1).label("again")).select_from(thumbs)
    each = times.group_by(thumbs.c.span_id, thumbs.c.session_id, thumbs.c.kind).subquery("each")
    return sa.select(sa.cast(sa.func.coalesce(sa.func.sum(each.c.again), 0), sa.BigInteger()).label("rows"))


def _sum(counts: Iterable[sa.Select[Any]]) -> sa.Select[Any]:
    first, *others = (count.scalar_subquery() for count in counts)
    return sa.select(sum(others, first).label("rows"))
