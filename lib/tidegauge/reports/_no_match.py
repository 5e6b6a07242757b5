"""What to say when no row meets the filter: whether there are rows at all, and which chip to drop."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches

import sqlalchemy as sa

from tidegauge.filters import Condition, Grain, TraceFilter
from tidegauge.findings import Finding, Verdict
from tidegauge.formats import count, span
from tidegauge.queries.frequent_values import frequent_values
from tidegauge.queries.sides import selected
from tidegauge.reports.source import Source
from tidegauge.schema.tables import Kind

LONG_TEXTS = {"input_text", "output_text"}
"""What nobody types whole: to group a store by them is slow, and finds nothing."""

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
        return Finding(
            Verdict.CANNOT_TELL, "empty", f"No {noun} in this window.", tuple(_held(source, asked))
        )
    chips = " and ".join(map(str, asked.where))
    return Finding(
        Verdict.CANNOT_TELL,
        "empty",
        f"No {noun} match {chips} in this window.",
        (*_meant(source, asked), *_without(source, asked)),
    )


def _held(source: Source, asked: TraceFilter) -> Iterator[str]:
    """Say when the spans of the store begin and end."""
    catalog = source.store.catalog()
    if catalog.first is not None and catalog.newest is not None:
        yield f"the store has spans from {span(catalog.first, catalog.newest, asked.time_zone, asked.current.window.start)}"


def _meant(source: Source, asked: TraceFilter) -> Iterator[str]:
    """Name the nearest frequent value of each text attribute that a chip asks a value of that is not there."""
    rows = source.rows(asked)
    for chip in asked.where:
        if chip.operator != "=" or rows.kind(chip.attribute) is not Kind.TEXT or chip.attribute in LONG_TEXTS:
            continue
        counted = frequent_values(rows, (chip.attribute,), asked.current.window).subquery()
        known = [str(value) for value in source.store.read(sa.select(counted.c.value))["value"]]
        meant = [found for value in chip.values for found in _nearest(value, known)]
        if meant and set(meant) != set(chip.values):
            yield f"did you mean {replace(chip, values=tuple(dict.fromkeys(meant)))}?"


def _nearest(value: str, known: Sequence[str]) -> list[str]:
    if value in known:
        return [value]
    folded = {name.casefold(): name for name in reversed(known)}
    return [folded[name] for name in get_close_matches(value.casefold(), folded, n=1)]


def _without(source: Source, asked: TraceFilter) -> Iterator[str]:
    for chip in asked.where:
        n = rows_now(source, asked, tuple(other for other in asked.where if other is not chip))
        yield f"without {chip}: {count(n)}"


def rows_now(source: Source, asked: TraceFilter, where: tuple[Condition, ...]) -> int:
    """Return how many rows of the current window meet `where`."""
    alone = replace(asked, current=replace(asked.current, where=where), reference=None)
    rows = source.rows(alone)
    query = rows.select(sa.func.count().label("n"), where=selected(rows, alone))
    return int(source.store.read(query)["n"][0])
