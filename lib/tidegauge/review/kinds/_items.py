"""What the kinds share: the items of a draw, their order, and how many of how much it was in words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.formats import count
from tidegauge.review.draw import hashed
from tidegauge.workbench.review_batches import ReviewError
from tidegauge.workbench.review_items import ReviewItem

MOST = 10_000
"""Items of a batch: nobody reviews more, and a page of the workbench holds them."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Picked:
    """A unit that was taken: its row of the frame, its chance (None: chosen), and what stands beside it."""

    row: Row
    chance: float | None = None
    beside: Mapping[str, Any] | None = None


def current(question: TraceFilter) -> TraceFilter:
    """Return the question about the current calls alone."""
    return replace(question, reference=None, comparison="nothing")


def items(picked: Iterable[Picked]) -> tuple[ReviewItem, ...]:
    """Return the items of a batch in this order."""
    return tuple(
        ReviewItem(
            place,
            one.row["trace_id"],
            one.row["span_id"],
            one.row["session_id"] or None,
            one.chance,
            one.beside or {},
        )
        for place, one in enumerate(picked, start=1)
    )


def rows_of(frames: Iterable[pl.DataFrame]) -> Iterator[Row]:
    """Yield the rows of a frame that comes in pieces."""
    for frame in frames:
        yield from frame.iter_rows(named=True)


def at_random(rows: Sequence[Row], n: int | None, seed: str) -> list[Row]:
    """Return `n` of the rows in the order of the draw, all without a number."""
    order = sorted(rows, key=lambda row: (hashed(seed, row["unit"]), row["unit"]))
    return order[: checked(n, len(order))]


def checked(n: int | None, found: int) -> int:
    """Return how many are taken.

    Raises:
        ReviewError: none is asked for, or more than a batch holds.
    """
    if n is not None and n < 1:
        raise ReviewError(f"{n} reviews cannot be drawn. Ask for 1 or more.")
    taken = found if n is None else min(n, found)
    if taken > MOST:
        raise ReviewError(
            f"{count(taken)} are more than the {count(MOST)} that a batch holds. Say how many, or narrow the filter."
        )
    return taken


def of_all(n: int, population: int, unit: str, how: str) -> str:
    """Return what was taken of how much.

    >>> of_all(300, 2140, "session", "at random"), of_all(1, 1, "answer", "flagged")
    ('300 of 2,140 sessions, at random', '1 of 1 answer, flagged')
    """
    return f"{count(n)} of {count(population)} {unit}{'' if population == 1 else 's'}, {how}"
