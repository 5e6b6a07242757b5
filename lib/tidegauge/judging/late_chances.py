"""Chances that a call has outgrown: drawn at a low rate, it meets a rule now that takes every one like it."""

import hashlib

from tidegauge.clock import now
from tidegauge.judging.calls import Calls
from tidegauge.judging.publishing import FILE
from tidegauge.stores import open_writer
from tidegauge.stores.lake.manifest import ImportRecord

AT_ONCE = 20_000
"""Scores that are written in one commit."""


def raise_chances(address: str, calls: Calls, evaluator: str) -> int:
    """Write the chance of the present rules with the marks that `evaluator` gave by lower ones; return how many.

    A thumb down comes after its answer was drawn, or not. Once a run has judged every call that meets a rule, each of them
    would have been judged: to count one of them twenty times because it was drawn early would count the others twice.

    Raises:
        FilterError: a chip of the settings cannot be read.
        StoreError: the store does not answer, or cannot be written to.
    """
    raised = 0
    while True:
        frame = calls.outgrown(evaluator, AT_ONCE)
        if frame.is_empty():
            return raised
        with open_writer(address) as writer:
            writer.replace("scores", frame)
            batch = hashlib.sha256(f"chances {evaluator}".encode()).hexdigest()
            writer.commit(ImportRecord(batch, FILE, now(), read=frame.height))
        raised += frame.height
        if frame.height < AT_ONCE:
            return raised
