"""What the product answers beside an item of a checklist, and the words that its tick keeps."""

from collections.abc import Iterable

from tidegauge.errors import TidegaugeError
from tidegauge.incidents.answers import Answered, Asked, answers
from tidegauge.incidents.checklist import Item


def answers_of(item: Item, asked: Asked) -> tuple[Answered, ...]:
    """Return the answers of an item; what cannot be answered is left out: its page says what is wrong."""
    found: list[Answered] = []
    for name in item.answers:
        answer = answers()[name]
        if answer.needs_store and asked.source is None:
            continue
        try:
            found += answer.find(asked)
        except TidegaugeError:
            continue
    return tuple(found)


def words_of(found: Iterable[Answered]) -> str:
    """Return answers on one line.

    >>> words_of([Answered("no gap"), Answered("no duplicates")])
    'no gap; no duplicates'
    """
    return "; ".join(one.words for one in found)
