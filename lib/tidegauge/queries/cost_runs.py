"""The calls of one key in a stretch of time, trace by trace: is it one request asked again and again?"""

from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.cost_price import SQL, Priced, values
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import CURRENT, sides

REPEATED = 5
"""Model calls of one trace from which on it is looked at."""
PREFIX = 200
"""Characters by which inputs are told apart: what a retry appends stands after them."""
MOST = 5_000


def repeated_traces(rows: Rows, asked: TraceFilter, priced: Priced) -> sa.Select[Any]:
    """Return rows (trace_id, n, money, first, last, tokens, texts, openings) of the traces with `REPEATED` calls or more.

    `tokens` is the mean input, `texts` counts recorded inputs and `openings` the distinct beginnings of those.
    """
    spans = rows.spans.c
    more: dict[str, SQL] = {
        "trace_id": spans.trace_id,
        "at": spans.start_time,
        "size": sa.cast(spans.input_tokens, sa.Double),
        "opening": sa.func.substr(spans.input_text, 1, PREFIX),
    }
    calls = sides(rows, asked, (), {**values(rows, priced), **more}).subquery("priced")
    n = sa.func.count()
    columns = [
        n.label("n"),
        sa.func.coalesce(sa.func.sum(calls.c.cost), 0.0).label("money"),
        sa.func.min(calls.c.at).label("first"),
        sa.func.max(calls.c.at).label("last"),
        sa.func.avg(calls.c["size"]).label("tokens"),
        sa.func.count(calls.c.opening).label("texts"),
        sa.func.count(sa.distinct(calls.c.opening)).label("openings"),
    ]
    query = sa.select(calls.c.trace_id, *columns).where(
        calls.c.side == CURRENT, calls.c.trace_id.is_not(None)
    )
    return (
        query.group_by(calls.c.trace_id)
        .having(n >= REPEATED)
        .order_by(n.desc(), calls.c.trace_id)
        .limit(MOST)
    )
