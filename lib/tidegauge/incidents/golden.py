"""The failing cases of an incident's reviews, on their way into a golden set."""

from datetime import datetime

import sqlalchemy as sa

from tidegauge.incidents.listing import incident_of
from tidegauge.incidents.records import Incident
from tidegauge.reports.source import Source
from tidegauge.review.golden.collect import PASSES, golden_items
from tidegauge.workbench.golden_candidates import add_candidates
from tidegauge.workbench.incident_events import EventKind, append_event, in_turn
from tidegauge.workbench.labels import RecordedLabel, labels_of_batch
from tidegauge.workbench.review_batches import ReviewBatch, ReviewError, Scale, batch_of
from tidegauge.workbench.review_items import ReviewItem, item_at

Failing = tuple[ReviewItem, RecordedLabel]


def failing_cases(engine: sa.Engine, incident: Incident) -> dict[int, tuple[ReviewBatch, list[Failing]]]:
    """Return {batch: it, and its items that failed with the label that said so last}."""
    found = {}
    for number in dict.fromkeys(incident.batches):
        try:
            batch = batch_of(engine, str(number))
        except ReviewError:
            continue  # the batch's row was lost: the other ones count all the same
        newest = {one.place: one for one in labels_of_batch(engine, number)}
        failed = [
            (item_at(engine, number, place), one) for place, one in newest.items() if _fails(batch, one)
        ]
        if failed:
            found[number] = (batch, failed)
    return found


def count_failing(engine: sa.Engine, incident: Incident) -> int:
    """Return how many reviewed samples failed."""
    return sum(len(failed) for _, failed in failing_cases(engine, incident).values())


def add_failing(
    engine: sa.Engine, source: Source, incident: Incident, golden_set: str, *, by: str, at: datetime
) -> Incident:
    """Add the samples that failed to what a golden set takes in next, and note it. Twice adds nothing twice.

    Raises:
        GoldenError: the set's name cannot be used.
        StoreError: the store does not answer.
    """
    added = 0
    for batch, failed in failing_cases(engine, incident).values():
        items = golden_items(engine, source, batch, failed)
        added += add_candidates(engine, golden_set, items, by=by, at=at)
    with in_turn(engine) as connection:
        if added:
            told = {"set": golden_set, "added": added}
            append_event(connection, incident.id, EventKind.GOLDEN, told, by=by, at=at)
        return incident_of(connection, incident.key)


def _fails(batch: ReviewBatch, one: RecordedLabel) -> bool:
    if batch.asked.scale is Scale.PREFERENCE or one.value is None:
        return False
    return one.value < PASSES.get(batch.asked.scale, 1.0)
