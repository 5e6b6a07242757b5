"""How far the review of this incident's samples is."""

from collections.abc import Iterator

from tidegauge.findings import Link
from tidegauge.incidents.answers._answer import Answer, Answered, Asked
from tidegauge.incidents.review import progress_of


def _find(asked: Asked) -> Iterator[Answered]:
    found = progress_of(asked.engine, asked.incident)
    if found is not None:
        link = Link("review", {"batch": str(found.batch)})
        yield Answered(f"{found.done} of {found.wanted}", link)


ANSWER = Answer("how far the review is", _find)
