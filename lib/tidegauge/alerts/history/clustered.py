"""How many calls come together: those of one session are no independent rows."""

from tidegauge.filters import TraceFilter
from tidegauge.metrics.declaration import declare
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._gather import gather
from tidegauge.reports._sides import Sides
from tidegauge.reports._summary import summarise
from tidegauge.reports.source import Source
from tidegauge.settings import MetricTable

_CALLS = declare("calls_a_session", MetricTable(expression="count()", per="session_id"))


def together(source: Source, asked: TraceFilter) -> float:
    """Return how many calls say as much as one independent call would: the size of the session that a call lies in, on average.

    It is the greater of both sides', and 1 where no session is recorded. Where all calls of a session say the same, so
    many are needed; where they differ, it is more than enough.

    References
    ----------
    Kish, L. (1965). Survey Sampling, 5.4: the design effect of clusters with an intraclass correlation of 1.
    """
    if "session_id" not in source.store.catalog().columns["spans"]:
        return 1.0
    sides = Sides(summarise(gather(source, asked, [_CALLS], ()), [_CALLS], ()))
    found = [1.0]
    for side, rows in ((CURRENT, sides.n_current.sum()), (REFERENCE, sides.n_reference.sum())):
        sums = sides.sums(_CALLS.name, side)
        counted, squares = float(sums["sa"].sum()), float(sums["saa"].sum())
        found.append((squares + max(float(rows) - counted, 0.0)) / max(float(rows), 1.0))
    return max(found)
