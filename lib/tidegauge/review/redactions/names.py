"""The names that a rubric lists, as whole words in any case."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from tidegauge.review.redactions._rule import Rule, Span


def _find(text: str, names: Sequence[str]) -> Iterator[Span]:
    listed = tuple(sorted({name.strip() for name in names if name.strip()}, key=len, reverse=True))
    if listed:
        yield from (found.span() for found in _pattern(listed).finditer(text))


@lru_cache(maxsize=32)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    words = (r"\s{1,4}".join(map(re.escape, name.split())) for name in names)
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


RULE = Rule("The names that the rubric lists", "name", _find)
