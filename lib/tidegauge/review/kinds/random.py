"""So many sessions, or answers, of a filter at random: each with the same chance."""

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.parts import in_parts
from tidegauge.queries.review_units import ANSWER, last_calls, units
from tidegauge.reports.review_frame import pieces, unit_of_store
from tidegauge.reports.source import Source
from tidegauge.review.draw import METHOD, draw
from tidegauge.review.kinds._items import Picked, Row, checked, current, items, of_all, rows_of
from tidegauge.review.kinds._kind import Chosen, Kind, Wanted
from tidegauge.workbench.review_batches import ReviewError

_AT_ONCE = 1_000


def drawn_at_random(source: Source, question: TraceFilter, wanted: Wanted) -> Chosen:
    """Draw among the sessions (traces, answers) of the filter's current calls, those after `wanted.taken`.

    In a store without any session the traces are drawn. A session's label stands on its last call in the window that was
    answered.

    Raises:
        ReviewError: there is nothing to draw from, or all of it was drawn already.
        StoreError: the store does not answer.
    """
    asked, unit = current(question), unit_of_draw(source, wanted.unit)
    n = checked(wanted.n, 1 << 62)
    found, population = _drawn(source, asked, unit, len(wanted.taken) + n, wanted.seed)
    if not found:
        raise ReviewError(f"There is no {unit} to draw from: the filter has no calls, or they name none.")
    chosen = [one for one in found if one not in wanted.taken][:n]
    if not chosen:
        raise ReviewError(f"All {len(wanted.taken):,} {unit}s of these were drawn already.")
    chance = min((len(wanted.taken) + len(chosen)) / population, 1.0)
    known = _calls(source, asked, unit, chosen)
    made = items(Picked(known[one], chance) for one in chosen if one in known)
    words = of_all(len(made), population, unit, "at random")
    return Chosen(made, population, METHOD, unit, wanted.seed, words)


def unit_of_draw(source: Source, unit: str) -> str:
    """Return what is reviewed: an answer, a session, or a trace in a store that knows no sessions."""
    return ANSWER if unit == ANSWER else unit_of_store(source)


def _drawn(source: Source, asked: TraceFilter, unit: str, n: int, seed: str) -> tuple[list[str], int]:
    """Return what was drawn, and how many there were. Only the ids of a piece of the window are held at once."""
    chosen: list[str] = []
    for piece in pieces(asked):
        found = source.store.read(units(source.rows(piece), piece, unit))["unit"]
        chosen = draw([*chosen, *found], n, seed)
    every = units(source.rows(asked), asked, unit).subquery("units")
    counted = source.store.read(sa.select(sa.func.count().label("n")).select_from(every))
    return chosen, int(counted["n"][0])


def _calls(source: Source, asked: TraceFilter, unit: str, chosen: list[str]) -> dict[str, Row]:
    rows = source.rows(asked)
    calls = (source.store.read(last_calls(rows, asked, unit, some)) for some in in_parts(chosen, _AT_ONCE))
    return {row["unit"]: row for row in rows_of(calls)}


KIND = Kind(
    "random",
    "At random",
    "Each session or answer of the filter has the same chance. The labels speak for all of them.",
    drawn_at_random,
    speaks=True,
    options=("unit",),
)
