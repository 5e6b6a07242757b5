"""Which attributes can divide the rows of a filter: what pages offer, and what they open with."""

from collections.abc import Sequence

from tidegauge.errors import FilterError
from tidegauge.filters import TraceFilter
from tidegauge.findings import Finding, Verdict
from tidegauge.queries.relation import Rows
from tidegauge.reports._divides import dividing
from tidegauge.reports._no_match import no_match, rows_now
from tidegauge.reports.source import Source
from tidegauge.schema.tables import DERIVED, Kind

MOST_VALUES = 2_000
"""An attribute with more values than this is an identifier, not a dimension."""

_TEXTS = {"trace_id", "span_id", "parent_span_id", "session_id", "user_id", "input_text", "output_text"}


def known_dimensions(source: Source, asked: TraceFilter, names: Sequence[str]) -> tuple[str, ...]:
    """Return those of `names` that the store has."""
    rows = source.rows(asked)
    return tuple(name for name in names if _is_known(rows, name))


def dividing_dimensions(source: Source, asked: TraceFilter, preferred: Sequence[str]) -> tuple[str, ...]:
    """Return the attributes with 2 to 2,000 values among the filter's rows, the preferred ones first."""
    rows = source.rows(asked)
    names = tuple(dict.fromkeys((*known_dimensions(source, asked, preferred), *_candidates(rows))))
    return dividing(source, asked, names, MOST_VALUES)


def nothing_to_divide(source: Source, asked: TraceFilter) -> Finding:
    """Return the finding of a filter whose rows no attribute divides: there are none, or they are all alike."""
    if rows_now(source, asked, asked.where):
        return Finding(Verdict.CANNOT_TELL, "empty", "No attribute has two values among these calls.")
    return no_match(source, asked)


def _candidates(rows: Rows) -> list[str]:
    kinds = {**rows.catalog.columns["spans"], **DERIVED}
    return [name for name, kind in kinds.items() if kind in {Kind.TEXT, Kind.BOOLEAN} and name not in _TEXTS]


def _is_known(rows: Rows, name: str) -> bool:
    try:
        rows.kind(name)
    except FilterError:
        return False
    return True
