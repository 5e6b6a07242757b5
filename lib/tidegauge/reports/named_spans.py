"""What a store has of spans that are named by their ids, however many: a question names only so many at once."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from tidegauge.parts import in_parts
from tidegauge.queries.review_frame import traces_of
from tidegauge.queries.review_units import labels_of
from tidegauge.schema.tables import SCORES
from tidegauge.stores import Store

AT_ONCE = 1_000
"""Ids of one question."""


def named_spans(store: Store, span_ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """Return {span: its row (span_id, trace_id, session_id, start_time)} of those that the store has.

    Raises:
        StoreError: the store does not answer.
    """
    frames = (store.read(traces_of(store.catalog(), some)) for some in in_parts(span_ids, AT_ONCE))
    return {row["span_id"]: row for frame in frames for row in frame.iter_rows(named=True)}


def labels_of_spans(store: Store, name: str, span_ids: Sequence[str]) -> pl.DataFrame:
    """Return what people said of spans under a name: rows of the table `scores`, of each span oldest first.

    Raises:
        StoreError: the store does not answer.
    """
    kinds = SCORES.polars
    frames = [pl.DataFrame(schema=kinds)]
    for some in in_parts(span_ids, AT_ONCE):
        found = store.read(labels_of(store.catalog(), name, some))
        frames.append(found.select(pl.col(column).cast(kind) for column, kind in kinds.items()))
    return pl.concat(frames)
