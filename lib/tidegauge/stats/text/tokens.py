"""The words of texts, and the words and pairs of words that each text holds, counted."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, count

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

LONGEST = 640
"""Characters of a text that are read: what drifts shows at its beginning, and a megabyte would hold up the rest."""

_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\u0e00-\u0e7f"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+(?:['’][^\W{_UNSPACED}]+)*|[^\w\s]+")

NUMBER = "(number)"
"""What every number, weekday and month is read as: dates and identifiers differ between any two windows."""

_DATES = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)

Integers = NDArray[np.int64]


def words(text: str, longest: int = LONGEST) -> list[str]:
    """Return the words of a text in lower case, and what stands between them: format drifts as meaning does.

    Scripts that are written without spaces give a word for each sign; pairs of signs then stand for words.

    >>> words("```python\\nIt's [No]."), words("退款 ok")
    (['```', 'python', "it's", '[', 'no', '].'], ['退', '款', 'ok'])
    """
    return _WORD.findall(text[:longest].lower())


@dataclass(frozen=True, eq=False)
class Grams:
    """Which words, and which two words in a row, n texts hold.

    `counts` is sparse, of shape (n, v): how often text i holds gram j. `first` and `second`, of shape (v,), are the
    places of its words in `vocabulary`; `second` is -1 where the gram is a single word.
    """

    vocabulary: tuple[str, ...]
    first: Integers
    second: Integers
    counts: sparse.csr_array

    @cached_property
    def present(self) -> sparse.csr_array:
        """The same with 1 for every gram that a text holds, however often."""
        found = self.counts.copy()
        found.data = np.ones_like(found.data)
        return found

    def name(self, gram: int) -> str:
        """Return a gram as it is read."""
        one, other = int(self.first[gram]), int(self.second[gram])
        if other < 0:
            return self.vocabulary[one]
        return f"{self.vocabulary[one]} {self.vocabulary[other]}"


def grams(texts: Sequence[str], longest: int = LONGEST) -> Grams:
    """Return the words and pairs of words of n texts; the first `longest` characters of each are read.

    >>> found = grams(["no refund", "No. 7 days"])
    >>> {found.name(gram): found.counts.toarray()[:, gram].tolist() for gram in range(found.first.size)}
    {'no': [1.0, 1.0], 'refund': [1.0, 0.0], '.': [0.0, 1.0], '(number)': [0.0, 1.0], 'days': [0.0, 1.0],
     'no refund': [1.0, 0.0], 'no .': [0.0, 1.0], '. (number)': [0.0, 1.0], '(number) days': [0.0, 1.0]}
    """
    said = [words(text, longest) for text in texts]
    lengths = np.array([len(one) for one in said], dtype=np.int64)
    places: defaultdict[str, int] = defaultdict(count().__next__)
    raw = np.fromiter(map(places.__getitem__, chain.from_iterable(said)), np.int64, int(lengths.sum()))
    vocabulary, folded = _folded(list(places))
    one = folded[raw]
    row, size = np.repeat(np.arange(lengths.size), lengths), len(vocabulary)
    inside = row[1:] == row[:-1]
    pairs, at = np.unique(one[:-1][inside] * size + one[1:][inside], return_inverse=True)
    column = np.concatenate([one, size + at])
    shape = (len(said), size + pairs.size)
    counts = sparse.csr_array((np.ones(column.size), (np.concatenate([row, row[1:][inside]]), column)), shape)
    single = np.arange(size)
    return Grams(
        vocabulary,
        np.concatenate([single, pairs // max(size, 1)]),
        np.concatenate([np.full(size, -1), pairs % max(size, 1)]),
        counts,
    )


def _folded(found: Sequence[str]) -> tuple[tuple[str, ...], Integers]:
    """Return the words with all numbers and dates as one, and the new place of each."""
    places: dict[str, int] = {}
    named = (NUMBER if word.isdecimal() or word in _DATES else word for word in found)
    folded = [places.setdefault(word, len(places)) for word in named]
    return tuple(places), np.array(folded, dtype=np.int64)
