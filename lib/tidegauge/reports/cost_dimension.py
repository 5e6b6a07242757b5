"""What spend can be divided by, and whose spend can be told apart."""

from collections.abc import Sequence

from tidegauge.filters import TraceFilter
from tidegauge.queries.spread import distinct_values
from tidegauge.reports._daily_rows import read_kept
from tidegauge.reports.dimensions import dividing_dimensions, known_dimensions
from tidegauge.reports.source import Source
from tidegauge.reports.usual_dimension import usual_dimension

FIRST = ("feature", "api_key", "tenant", "team", "model")
SPENDERS = ("api_key", "key", "user_id", "tenant", "team", "client_id")


def cost_dimensions(source: Source, asked: TraceFilter, preferred: Sequence[str]) -> tuple[str, ...]:
    """Return the dimensions, the one that the page opens with first; not what the two sides differ in."""
    found = dividing_dimensions(source, asked, (*FIRST, *preferred))
    first = usual_dimension(source, asked, found)
    return tuple(dict.fromkeys((*first, *found)))


def spender_dimensions(source: Source, asked: TraceFilter, by: str | None) -> tuple[str, ...]:
    """Return what names a spender in this store, the likeliest first; `by` where nothing else does."""
    names = known_dimensions(source, asked, SPENDERS)
    if names:
        row = read_kept(source, asked, distinct_values(source.rows(asked), asked, names)).row(0)
        names = tuple(name for name, count in zip(names, row, strict=True) if count >= 2)
    return tuple(dict.fromkeys((*names, *([by] if by else []))))
