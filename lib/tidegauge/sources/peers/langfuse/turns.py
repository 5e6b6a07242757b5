"""Where what was said of a whole trace stands in Langfuse's tables."""

import sqlalchemy as sa

from tidegauge.sources.peers._clickhouse_rows import recorded
from tidegauge.sources.peers.langfuse.calls import Layout
from tidegauge.sources.peers.langfuse.rows import every_version, internal

SCORED = "scores"
MODEL = "GENERATION"
"""The type of Langfuse's observations that are model calls."""


def turns(layout: Layout) -> sa.Subquery:
    """Return {project, trace, root, called, answer} of the traces that have scores: the span that stands for each,
    whether that is a model call, and its last model call."""
    rows, of_score = (
        every_version(layout.probe, name).subquery(f"{name}_versions") for name in (layout.table, SCORED)
    )
    scored = sa.select(of_score.c.trace_id)
    each = rows.c.project_id.label("project"), rows.c.trace_id.label("trace"), rows.c[layout.id].label("span")
    # Only the newest version says of what type a span is.
    own = sa.func.coalesce(sa.func.toString(rows.c.environment), "")
    newest_of = {
        "below": recorded(rows.c[layout.parent]).is_not(None),
        "start": rows.c.start_time,
        "called": rows.c.type == MODEL,
        "counts": sa.and_(rows.c.is_deleted == 0, sa.not_(internal(own))),
    }
    last = [sa.func.argMax(value, rows.c.event_ts).label(name) for name, value in newest_of.items()]
    spans = (
        sa.select(*each, *last).where(rows.c.trace_id.in_(scored)).group_by(*each).subquery("scored_spans")
    )
    found = spans.c
    top = sa.func.tuple(found.below, found.start, found.span)
    latest = sa.func.tuple(found.start, found.span)
    query = sa.select(
        found.project,
        found.trace,
        sa.func.argMin(found.span, top, type_=sa.Text()).label("root"),
        sa.func.argMin(found.called, top, type_=sa.Boolean()).label("called"),
        recorded(sa.func.argMaxIf(found.span, latest, found.called)).label("answer"),
    )
    return query.where(found.counts).group_by(found.project, found.trace).subquery("turns")
