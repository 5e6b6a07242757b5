"""The rows of Langfuse's table of spans at the origin, and those that are no span on our pages."""

from typing import Any

import sqlalchemy as sa

from tidegauge.sources.peer import Left
from tidegauge.sources.peers.langfuse.earlier import Earlier
from tidegauge.sources.peers.langfuse.rows import count, every_version, internal, stale
from tidegauge.sources.peers.langfuse.spans import LangfuseSpans


def counted(spans: LangfuseSpans, earlier: Earlier | None = None) -> sa.Select[Any]:
    """Return the number of rows at the origin: versions of spans, traces that have none, and what is `earlier`."""
    layout = spans.layout
    raw = count(every_version(layout.probe, layout.table).subquery("raw"))
    alone = layout.alone()
    more = [*([] if alone is None else [_number(alone)]), *([] if earlier is None else [earlier.rows()])]
    if not more:
        return raw
    return sa.select(sum((one.scalar_subquery() for one in more), raw.scalar_subquery()).label("rows"))


def left(spans: LangfuseSpans, earlier: Earlier | None = None) -> tuple[Left, ...]:
    """Return what of the table is no span on our pages."""
    layout, rows = spans.layout, spans.rows
    live, own = sa.not_(rows.c.deleted), internal(spans.environment())
    alone = layout.alone()
    return (
        *([Left("traces without a single span", _number(alone), apart=True)] if alone is not None else []),
        Left("older versions of a span", stale(layout.probe, layout.table, layout.id)),
        Left("deleted, or of a deleted trace", count(rows, rows.c.deleted)),
        Left("spans of judges and experiments that Langfuse runs itself", count(rows, live, own)),
        *([] if earlier is None else [Left(earlier.reason, earlier.rows())]),
    )


def _number(rows: sa.Select[Any]) -> sa.Select[Any]:
    return count(rows.subquery("counted"))
