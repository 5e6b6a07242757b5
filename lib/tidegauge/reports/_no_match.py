"""What to say when no row meets the filter: whether there are rows at all, and which chip to drop."""

from collections.abc import Iterator
from dataclasses import replace

import sqlalchemy as sa

from tidegauge.filters import Condition, Grain, TraceFilter
from tidegauge.findings import Finding, Verdict
from tidegauge.formats import count
from tidegauge.queries.sides import selected
from tidegauge.reports.source import Source

NOUNS = {Grain.CALL: ("call", "calls"), Grain.TRACE: ("trace", "traces"), Grain.SPAN: ("span", "spans")}
"""What one row and many rows are called."""


def counted(n: int, grain: Grain) -> str:
    """Return a count with its noun.

    >>> counted(1, Grain.CALL), counted(1200, Grain.SPAN)
    ('1 call', '1,200 spans')
    """
    return f"{count(n)} {NOUNS[grain][n != 1]}"


def no_match(source: Source, asked: TraceFilter) -> Finding:
    """Return the finding of an empty page."""
    noun = NOUNS[asked.grain][1]
    if not source.store.catalog().rows.get("spans"):
        return Finding(
            Verdict.CANNOT_TELL, "empty", f"No {noun} yet.", ("tidegauge demo", "tidegauge import FILE")
        )
    if not asked.where:
        return Finding(Verdict.CANNOT_TELL, "empty", f"No {noun} in this window.")
    chips = " and ".join(map(str, asked.where))
    return Finding(
        Verdict.CANNOT_TELL,
        "empty",
        f"No {noun} match {chips} in this window.",
        tuple(_without(source, asked)),
    )


def _without(source: Source, asked: TraceFilter) -> Iterator[str]:
    for chip in asked.where:
        n = rows_now(source, asked, tuple(other for other in asked.where if other is not chip))
        yield f"without {chip}: {count(n)}"


def rows_now(source: Source, asked: TraceFilter, where: tuple[Condition, ...]) -> int:
    """Return how many rows of the current window meet `where`."""
    alone = replace(asked, current=replace(asked.current, where=where), reference=None)
    rows = source.rows(alone)
    conditions = selected(rows, alone)
    query = sa.select(sa.func.count().label("n")).select_from(rows.source()).where(*conditions)
    return int(source.store.read(query)["n"][0])
