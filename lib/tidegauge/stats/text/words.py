"""Which words, and which two words in a row, give two sets of texts away."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from tidegauge.stats import proportion
from tidegauge.stats.estimate import Floats
from tidegauge.stats.multiplicity import holm
from tidegauge.stats.text.tokens import NUMBER, Grams

FEWEST = 5
"""Texts of both sides together that must hold a gram for it to be looked at."""

ALIKE = 0.7
"""Two grams whose presence correlates more than this say the same thing."""

EMPTY = 0.5
"""What the difference of a sign, a number or a word such as "the" weighs when words are put in order."""


@dataclass(frozen=True)
class Word:
    """A word or two in a row, and the share of texts on either side that hold it.

    `p_value` is two-sided and corrected for every gram that was looked at (Holm).
    """

    text: str
    reference: float
    current: float
    p_value: float


@dataclass(frozen=True)
class Words:
    """The grams that differ, largest difference first; how many were looked at, and the smallest corrected p."""

    words: tuple[Word, ...]
    looked_at: int
    p_value: float


def telling(
    found: Grams, reference: NDArray[np.bool_], most: int = 12, alpha: float = 0.05, least: float = 0.01
) -> Words:
    """Return up to `most` words that one side holds more often than the other.

    A gram counts once a text, so that one long text cannot speak for many. Of grams that stand in the same texts the
    one with the largest difference is kept.

    Parameters
    ----------
    found : the words of n texts (`tokens.grams`).
    reference : shape (n,), which of them belong to the reference.
    most : words returned.
    alpha : the corrected p that a word must stay below.
    least : the smallest difference of shares that is returned.

    Examples
    --------
    >>> from tidegauge.stats.text.tokens import grams
    >>> texts = ["(A). Yes"] * 40 + ["It is subjective"] * 40
    >>> [(word.text, word.reference, word.current) for word in telling(grams(texts), np.arange(80) < 40).words]
    [('yes', 1.0, 0.0)]

    References
    ----------
    Monroe, B. L., Colaresi, M. P. and Quinn, K. M. (2008). Fightin' words. Political Analysis 16, 372-403 (why shares
    and their test, and not ratios). Holm, S. (1979). Scand. J. Statist. 6, 65-70.
    """
    present = found.present.tocsc()
    held = np.diff(present.indptr)
    looked_at = np.flatnonzero(held >= FEWEST)
    n_reference, n_current = int(reference.sum()), int((~reference).sum())
    if not looked_at.size or not n_reference or not n_current:
        return Words((), 0, float("nan"))
    before = np.asarray(reference.astype(np.float64) @ present)[looked_at]
    after = held[looked_at] - before
    change = proportion.difference((before, n_reference), (after, n_current))
    p_values = holm(change.p_value)
    telltale = np.flatnonzero((p_values < alpha) & (np.abs(change.value) >= least))
    order = telltale[_order(found, looked_at[telltale], change.value[telltale])]
    kept = [order[at] for at in _distinct(present, looked_at[order], most)]
    said = (
        Word(
            found.name(int(looked_at[at])),
            float(before[at] / n_reference),
            float(after[at] / n_current),
            float(p_values[at]),
        )
        for at in kept
    )
    return Words(tuple(said), int(looked_at.size), float(p_values.min()))


def _order(found: Grams, candidates: NDArray[np.int64], difference: Floats) -> NDArray[np.int64]:
    """Largest difference first; of nearly equal ones a word before two."""
    empty = np.array([_empty(found.name(int(gram))) for gram in candidates], dtype=bool)
    size = np.abs(difference) * np.where(empty, EMPTY, 1)
    return np.lexsort((candidates, found.second[candidates] >= 0, -size.round(2)))


def _empty(name: str) -> bool:
    plain = (word for word in name.split() if word != NUMBER and word not in ENGLISH_STOP_WORDS)
    return not any(any(map(str.isalpha, word)) for word in plain)


def _distinct(present: sparse.csc_array, order: NDArray[np.int64], most: int) -> list[int]:
    """Return the places in `order` of the first `most` grams that do not stand in the same texts as one before."""
    chosen: list[int] = []
    for at in range(min(order.size, 20 * most)):
        if len(chosen) == most:
            break
        if not chosen or np.abs(_correlation(present, order[at], order[chosen])).max() <= ALIKE:
            chosen.append(at)
    return chosen


def _correlation(present: sparse.csc_array, gram: np.int64, others: NDArray[np.int64]) -> Floats:
    """Return the phi coefficient of one column's presence with that of others."""
    n = present.shape[0]
    own, them = present[:, [gram]], present[:, others]
    a, b = float(own.sum()), np.asarray(them.sum(axis=0), dtype=np.float64).ravel()
    both = np.asarray((own.T @ them).toarray(), dtype=np.float64).ravel()
    spread = np.sqrt(a * (n - a) * b * (n - b))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(spread > 0, (n * both - a * b) / spread, 0.0))
