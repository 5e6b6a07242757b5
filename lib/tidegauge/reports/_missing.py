"""What to say where tables of the store were taken away: every number that stands on them is missing, too."""

from tidegauge.findings import Direction, Finding, Verdict
from tidegauge.reports.source import Source
from tidegauge.stores.missing_tables import missing_sentence, missing_sentences


def missing_findings(source: Source) -> tuple[Finding, ...]:
    """Return a finding for each table that is missing.

    Raises:
        StoreError: the store does not answer.
    """
    return tuple(map(_finding, missing_sentences(source.store)))


def missing_finding(source: Source, table: str) -> Finding | None:
    """Return the finding of one table, None if it is there.

    Raises:
        StoreError: the store does not answer.
    """
    sentence = missing_sentence(source.store, table)
    return _finding(sentence) if sentence else None


def _finding(sentence: str) -> Finding:
    return Finding(Verdict.NOT_COMPARABLE, "missing table", sentence, direction=Direction.NEUTRAL)
