"""What every rule of redaction offers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

Span = tuple[int, int]
"""Where something stands in a text: its first character, and the one after its last."""


@dataclass(frozen=True)
class Rule:
    """One kind of private text: `title` for lists, the `word` that stands in its place, and where it is found.

    `find` gets the text and the names that a rubric lists, and yields spans in any order.
    """

    title: str
    word: str
    find: Callable[[str, Sequence[str]], Iterator[Span]]
