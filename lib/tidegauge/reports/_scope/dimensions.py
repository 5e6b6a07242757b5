"""Which attributes are searched: those that were asked for, else the settings' own, else every text attribute."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tidegauge.errors import FilterError
from tidegauge.filters import TraceFilter, Window
from tidegauge.metrics.lookup import column_names
from tidegauge.metrics.metric import Metric
from tidegauge.queries.relation import Rows
from tidegauge.queries.scope_leaves import cardinalities
from tidegauge.reports._gather import is_small
from tidegauge.reports.dimensions import known_dimensions
from tidegauge.reports.source import Source
from tidegauge.schema.tables import Kind

FEW = 3
"""With fewer of the preferred attributes than this, all others are searched as well: the store has its own."""
MOST = 14
"""Attributes that are searched when nobody chose; more cost time and a stricter bar, and say the same again."""
MOST_VALUES = 200
"""An attribute with more values is searched by its most frequent ones; the others are one value together."""

PART = 8
"""Of a large store the values are counted in the last part of the window, one of so many."""

OUTCOMES = frozenset({"status", "error_type", "finish_reason", "decision"})
"""What came out of a call: it does not say who was hit."""
_SAID = re.compile("answer|output|response|completion|result|verdict|score|label|error|valid", re.IGNORECASE)
"""What attributes are called that hold what a call came to."""
_VERSIONS = ("prompt_version", "model_version", "index_version", "app_version")
_MODELS = {"model", "model_version"}
_IDS = {"trace_id", "span_id", "parent_span_id", "session_id", "user_id", "name", "kind"}
_TEXTS = {"input_text", "output_text"}


@dataclass(frozen=True)
class Searched:
    """The attributes of a search, and those of them that have too many values to be searched by all."""

    names: tuple[str, ...]
    wide: tuple[str, ...] = ()


def searched(
    source: Source, asked: TraceFilter, metric: Metric, chosen: Sequence[str], preferred: Sequence[str]
) -> Searched:
    """Return the attributes to search, without what the metric itself reads and what the two sides differ in.

    Raises:
        FilterError: an attribute was chosen that the store does not have.
    """
    rows = source.rows(asked)
    for name in chosen:
        rows.kind(name)
    own = {_resolved(rows, name) for name in (*column_names(metric), *asked.versus)}
    known = known_dimensions(source, asked, preferred)
    offered = chosen or (*known, *_others(source, rows, known))
    free = [name for name in dict.fromkeys(offered) if _resolved(rows, name) not in own]
    if not free:
        return Searched(())
    counts = _counts(source, asked, free)
    kept = free if chosen else _usual(known, counts)
    return Searched(tuple(kept), tuple(name for name in kept if counts[name] > MOST_VALUES))


def _usual(known: Sequence[str], counts: Mapping[str, int]) -> list[str]:
    """Return the preferred attributes; where hardly one divides the calls, all that do by not too many values."""
    first = [name for name in known if name in counts]
    if sum(counts[name] > 1 for name in first) >= FEW:
        return first[:MOST]
    others = [name for name, count in counts.items() if name not in first and 1 < count <= MOST_VALUES]
    return [*(name for name in first if counts[name] > 1), *others][:MOST]


def _counts(source: Source, asked: TraceFilter, names: Sequence[str]) -> dict[str, int]:
    """Return about how many values each attribute has. Of a large store a part of the window shows it as well."""
    asked = asked if is_small(source) else _last(asked)
    found = source.store.read(cardinalities(source.rows(asked), asked, names)).row(0)
    return {name: int(count) for name, count in zip(names, found, strict=True)}


def _last(asked: TraceFilter) -> TraceFilter:
    window = asked.current.window
    late = Window(window.end - window.length / PART, window.end)
    return replace(asked, current=replace(asked.current, window=late), reference=None)


def _others(source: Source, rows: Rows, known: Sequence[str]) -> list[str]:
    """Return every other text attribute that says whose call it was, and not what came out of it."""
    kinds = rows.catalog.columns["spans"]
    texts = [name for name, kind in kinds.items() if kind is Kind.TEXT]
    own = [name for name in texts if name in rows.catalog.attributes]
    names = dict.fromkeys((*source.dimensions, *own, *texts))
    left_out = {*known, *_IDS, *_TEXTS, *OUTCOMES}
    return [name for name in names if name not in left_out and not _SAID.search(name)]


def versions(source: Source, asked: TraceFilter) -> tuple[str, ...]:
    """Return the columns that name a version of something: what a release changes."""
    return known_dimensions(source, asked, _VERSIONS)


def _resolved(rows: Rows, name: str) -> str:
    try:
        found = rows.resolve(name)
    except FilterError:
        return name
    # The model that answered has two names, and both sides differ in both.
    return "model" if found in _MODELS else found
