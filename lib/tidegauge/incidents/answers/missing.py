"""Which columns went missing."""

from collections.abc import Iterator

from tidegauge.findings import Direction, Verdict
from tidegauge.formats import share
from tidegauge.incidents.answers._answer import Answer, Answered, Asked
from tidegauge.incidents.answers._health import health_link, health_of

MOST = 2
"""Columns that are named."""


def _find(asked: Asked) -> Iterator[Answered]:
    report = health_of(asked)
    if report is None:
        return
    lost = [
        one
        for one in report.columns
        if one.verdict is Verdict.CHANGED and one.direction is Direction.WORSE and one.reference is not None
    ]
    if not lost:
        yield Answered("no column is missing more than before", health_link(asked))
        return
    words = [f"{one.name} missing {share(1 - one.current.value)}" for one in lost[:MOST]]
    more = f" and {len(lost) - MOST} more" if len(lost) > MOST else ""
    yield Answered(f"{', '.join(words)}{more}", health_link(asked), odd=True)


ANSWER = Answer("which columns went missing", _find, needs_store=True)
