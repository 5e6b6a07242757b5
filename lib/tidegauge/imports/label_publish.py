"""Labels given in the app into the trace store, where reports find them: each once, and out again when undone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl
import sqlalchemy as sa

from tidegauge.errors import StoreError
from tidegauge.imports.label_scores import answers_again, label_scores
from tidegauge.imports.label_weighing import weighed
from tidegauge.reports.source import Source
from tidegauge.schema.declared_dimensions import Dimensions
from tidegauge.stores import Store, open_store, open_writer
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.workbench.label_publications import (
    published_labels,
    record_publications,
    standing_labels,
    unpublished,
)
from tidegauge.workbench.review_batches import ReviewBatch, list_batches
from tidegauge.workbench.rubrics import rubric_of

_KEY = ("span_id", "name", "source", "evaluator", "created_at")


@dataclass(frozen=True)
class Published:
    """What came of it: labels that are in the store now, and scores that were taken out again."""

    new: int = 0
    gone: int = 0


def why_read_only(address: str, store: Store) -> str | None:
    """Return why nothing is written into a store, None where labels can be."""
    if store.peer is not None:
        return f"The store is {store.product}'s own, which Tidegauge only reads."
    try:
        open_writer(address)
    except StoreError as error:
        return str(error)
    return None


def publish_labels(
    workbench: sa.Engine,
    batch: ReviewBatch,
    address: str,
    now: datetime,
    dimensions: Dimensions | None = None,
) -> Published:
    """Write what the store at `address` does not have yet of a batch's labels. Done twice, it changes nothing.

    A label is a score by its reviewer, at the moment of the label, with the chance that the batch's items had as far as
    they are labelled (`label_weighing`): older labels get theirs anew. So are the answers to the questions of the batch's
    rubric. One that was undone is taken out again.

    Raises:
        StoreError: the store cannot be written to, now or ever.
    """
    if not any(unpublished(workbench, batch.id)):
        return Published()
    store, rubric = open_store(address), rubric_of(workbench, batch)
    if why := why_read_only(address, store):
        raise StoreError(why)
    with open_writer(address) as writer:
        # Read only now that nobody else writes: another process may have published them meanwhile.
        new, gone = unpublished(workbench, batch.id)
        told = {batch.id: {one.item.span_id for one in standing_labels(workbench, batch.id)}}
        found = weighed(Source(store, dimensions or {}), workbench, batch, told)
        taken = label_scores(batch, rubric, gone, found.chances).select(_KEY)
        moved = pl.concat([found.moved, *_reweighed(workbench, batch, found.moved, found.chances)])
        again = moved.join(taken, on=_KEY, how="anti", nulls_equal=True)
        put = pl.concat([label_scores(batch, rubric, new, found.chances), again])
        writer.replace("scores", put, taken)
        last = max((one.id for one in (*new, *gone)), default=0)
        name = f"labels {batch.id} {last} {now.isoformat()}"
        writer.commit(ImportRecord(name, f"labels of batch {batch.id}", now, read=put.height))
        # After the store: what is written twice is the same row, what is never written would be lost.
        record_publications(workbench, new, gone, now)
    return Published(len(new), len(gone))


def _reweighed(
    workbench: sa.Engine, batch: ReviewBatch, moved: pl.DataFrame, chances: Mapping[str, float]
) -> list[pl.DataFrame]:
    """Return the answers beside verdicts whose chance is another now, in every batch of the same score and store."""
    spans, of = set(moved["span_id"]), (batch.asked.label, batch.of.store)
    found = []
    for one in list_batches(workbench) if spans else ():
        if one.rubric is not None and (one.asked.label, one.of.store) == of:
            labels = [label for label in published_labels(workbench, one.id) if label.item.span_id in spans]
            found.append(answers_again(rubric_of(workbench, one), labels, chances))
    return found
