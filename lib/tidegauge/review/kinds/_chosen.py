"""Answers that are chosen for what they are: their labels speak for no other ones, and have no chance on record."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.formats import count
from tidegauge.queries.relation import Rows
from tidegauge.queries.review_frame import frame
from tidegauge.queries.review_units import ANSWER
from tidegauge.queries.traces_only import Only, only_condition
from tidegauge.reports.review_frame import pieces
from tidegauge.reports.source import Source
from tidegauge.review.kinds._items import Picked, Row, at_random, current, items, of_all, rows_of
from tidegauge.review.kinds._kind import Chosen, Wanted
from tidegauge.workbench.review_batches import ReviewError

METHOD = "chosen: of the answers of this kind the smallest SHA-256 of seed:span id"
Keeps = Callable[[Source, Rows, datetime], sa.ColumnElement[Any]]


def chosen_answers(
    source: Source,
    question: TraceFilter,
    wanted: Wanted,
    what: str,
    keeps: Keeps | None = None,
    part: tuple[str, Keeps] | None = None,
) -> Chosen:
    """Return `wanted.n` of the filter's current answers that `keeps` keeps, which ones by the seed; `what` names them.

    The words tell how many of all these are of a `part`, if one is given: its name, and what keeps it.

    Raises:
        ReviewError: there is none.
        StoreError: the store does not answer.
    """
    asked = current(question)
    if wanted.only and wanted.only != what:
        what = f"{what}, {wanted.only.replace('_', ' ')}"
    found: list[Row] = []
    for piece in pieces(asked):
        rows = source.rows(piece)
        since = piece.current.window.start
        where = [keeps(source, rows, since)] if keeps else []
        where += [only_condition(rows, Only(wanted.only), since)] if wanted.only else []
        columns = [sa.case((part[1](source, rows, since), 1), else_=0)] if part else []
        found += rows_of([source.store.read(frame(rows, piece, ANSWER, columns, where=where))])
    if not found:
        raise ReviewError(f"The filter has no answers {what}.")
    made = items(map(Picked, at_random(found, wanted.n, wanted.seed)))
    if part:
        what = f"{what}, {count(sum(row['c0'] for row in found))} of them {part[0]}"
    words = of_all(len(made), len(found), ANSWER, what)
    return Chosen(made, len(found), METHOD, ANSWER, wanted.seed, words)
