"""Which columns came or went, and how many rows could not be read."""

from collections.abc import Iterator

from tidegauge.findings import Verdict
from tidegauge.formats import count
from tidegauge.incidents.answers._answer import Answer, Answered, Asked
from tidegauge.incidents.answers._health import health_link, health_of

MOST = 3
"""Columns that are named."""


def _find(asked: Asked) -> Iterator[Answered]:
    report = health_of(asked)
    if report is None:
        return
    moved = [one for one in report.columns if one.verdict is Verdict.NOT_COMPARABLE and one.reference]
    gone = [one.name for one in moved if one.current.value == 0]
    came = [one.name for one in moved if one.current.value > 0]
    words = [f"{', '.join(names[:MOST])} {what}" for names, what in ((gone, "gone"), (came, "new")) if names]
    if aside := report.quarantine.total:
        words.append(f"{count(aside)} {'row' if aside == 1 else 'rows'} kept aside")
    told = "; ".join(words) or "the same columns as before, no row kept aside"
    yield Answered(told, health_link(asked), odd=bool(words))


ANSWER = Answer("which columns came or went", _find, needs_store=True)
