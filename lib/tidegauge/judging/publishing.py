"""Answers into the store: what the journal holds and the store has not, as often as it takes."""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass

from tidegauge.clock import now
from tidegauge.errors import StoreBusyError
from tidegauge.judging.journal import Answered, Journal
from tidegauge.judging.score_rows import frame_of
from tidegauge.stores import open_writer
from tidegauge.stores.lake.manifest import ImportRecord

FILE = "tidegauge judge"
"""What the store's list of imports calls it."""
AT_ONCE = 5_000
"""Answers that are published in one commit."""


@dataclass(frozen=True)
class Publisher:
    """Puts the answers of a journal into the store at `address`."""

    address: str
    journal: Journal

    def publish(self) -> int:
        """Publish every answer that waits, and return how many.

        One that is published twice is dropped by the store: its rows have the same keys.

        Raises:
            StoreError: the store cannot be written to; StoreBusyError if another process is writing.
        """
        answers = self.journal.unpublished(AT_ONCE)
        if not answers:
            return 0
        published = 0
        with open_writer(self.address) as writer:
            while answers:
                frame = frame_of(one.rows for one in answers)
                writer.append("scores", frame)
                writer.commit(ImportRecord(_batch(answers), FILE, now(), read=frame.height))
                self.journal.published(answers)
                published += len(answers)
                answers = self.journal.unpublished(AT_ONCE)
        return published

    def publish_patiently(self, seconds: float = 60.0) -> int:
        """Publish; a store that another process is writing to is tried again for some time.

        Raises:
            StoreError: the store cannot be written to. The answers stay in the journal.
        """
        end = time.monotonic() + seconds
        while True:
            try:
                return self.publish()
            except StoreBusyError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.5)


def _batch(answers: Sequence[Answered]) -> str:
    return hashlib.sha256(f"judge {answers[0].evaluator}".encode()).hexdigest()
