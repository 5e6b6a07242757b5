"""What spend can be divided by, and whose spend can be told apart."""

import math
from collections.abc import Sequence

from tidegauge.filters import TraceFilter
from tidegauge.reports._divides import dividing
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
    names = dividing(source, asked, names, math.inf)
    return tuple(dict.fromkeys((*names, *([by] if by else []))))
