"""Which columns tell one case from another, so that both windows can be compared case by case."""

import re
from collections.abc import Sequence

from tidegauge.filters import TraceFilter
from tidegauge.queries.pairs import matched
from tidegauge.reports.source import Source
from tidegauge.schema.catalog import Catalog
from tidegauge.schema.tables import Kind

ENOUGH = 0.5
"""The share of current rows that must find their partner: fewer, and the column names something else."""

_CASE = re.compile(r"(^|[._ -])(id|key|uuid|guid|hash|index|number|no)$", re.IGNORECASE)
_REPEAT = re.compile(
    r"occurrence|attempt|repeat|repetition|run|trial|sample|turn|replica|task|dataset", re.IGNORECASE
)
_KEYED = {Kind.TEXT, Kind.INTEGER}


def pair_keys(source: Source, asked: TraceFilter) -> tuple[str, ...]:
    """Return the id column whose values occur once on both sides, with another that tells its repeats apart if need be.

    Empty where there is none. Only attributes are looked at: the ids of spans, traces, sessions and users name calls
    and people, never the case that was asked.
    """
    catalog = source.store.catalog()
    best: tuple[str, ...] = ()
    most = 0
    for name in _named(catalog, _CASE):
        pairs, rows = _pairs(source, asked, (name,))
        if pairs > most and pairs >= ENOUGH * rows:
            best, most = (name,), pairs
    for name in _named(catalog, _REPEAT) if best else ():
        pairs, _ = _pairs(source, asked, (*best, name))
        if pairs > most:
            best, most = (*best, name), pairs
    return best


def _named(catalog: Catalog, pattern: re.Pattern[str]) -> list[str]:
    kinds = catalog.columns["spans"]
    return [name for name in catalog.attributes if kinds[name] in _KEYED and pattern.search(name)]


def _pairs(source: Source, asked: TraceFilter, keys: Sequence[str]) -> tuple[int, int]:
    """Return the pairs that keys make, and the current rows that have them."""
    found = source.store.read(matched(source.rows(asked), asked, keys)).row(0, named=True)
    return int(found["pairs"]), int(found["current"])
