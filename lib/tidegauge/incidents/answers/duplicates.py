"""How many rows are there twice."""

from collections.abc import Iterator

from tidegauge.formats import count
from tidegauge.incidents.answers._answer import Answer, Answered, Asked
from tidegauge.incidents.answers._health import health_link, health_of


def _find(asked: Asked) -> Iterator[Answered]:
    report = health_of(asked)
    if report is None:
        return
    n = report.arrivals.duplicates
    noun = "row repeats" if n == 1 else "rows repeat"
    words = f"{count(n)} {noun} another" if n else "no duplicates"
    yield Answered(words, health_link(asked), odd=n > 0)


ANSWER = Answer("how many rows are there twice", _find, needs_store=True)
