"""Samples read before they are asked for, in groups: the next key press waits for no store."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor

import sqlalchemy as sa

from tidegauge.reports.source import Source
from tidegauge.review.samples import ReviewSample, samples
from tidegauge.workbench.review_batches import ReviewBatch
from tidegauge.workbench.review_items import items_of
from tidegauge.workbench.rubrics import rubric_of

GROUP = 20
"""Items that are read at once."""
KEPT = 6
"""Groups that are kept, the ones used last: texts may be long."""

Group = Mapping[int, ReviewSample]


class Ahead:
    """The samples of batches. Shared by all reviewers of a process, safe between threads."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._groups: OrderedDict[tuple[int, str, int], Future[Group]] = OrderedDict()
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="review")

    def sample(self, source: Source, batch: ReviewBatch, place: int) -> ReviewSample:
        """Return the sample at a place, and have the ones after it read meanwhile.

        Raises:
            StoreError: the store does not answer, and this sample was not read before.
        """
        number = (place - 1) // GROUP
        found = self._group(source, batch, number)
        if (number + 1) * GROUP < batch.of.drawn:
            self._group(source, batch, number + 1)
        return found.result().get(place) or ReviewSample(place, found=False)

    def known(self, source: Source, batch: ReviewBatch, place: int) -> ReviewSample | None:
        """Return a sample that was read already, None where that would take a question to the store."""
        with self._lock:
            found = self._groups.get((batch.id, source.store.url, (place - 1) // GROUP))
        if found is None or not found.done() or found.exception() is not None:
            return None
        return found.result().get(place)

    def _group(self, source: Source, batch: ReviewBatch, number: int) -> Future[Group]:
        key = (batch.id, source.store.url, number)
        with self._lock:
            found = self._groups.get(key)
            # A store that did not answer is asked again.
            if found is None or (found.done() and found.exception() is not None):
                found = self._groups[key] = self._readers.submit(self._read, source, batch, number)
            self._groups.move_to_end(key)
            while len(self._groups) > KEPT:
                self._groups.popitem(last=False)
            return found

    def _read(self, source: Source, batch: ReviewBatch, number: int) -> Group:
        places = range(number * GROUP + 1, (number + 1) * GROUP + 1)
        items = [item for item in items_of(self._engine, batch.id) if item.place in places]
        return samples(source, batch, items, rubric_of(self._engine, batch)) if items else {}
