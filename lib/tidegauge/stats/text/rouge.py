"""ROUGE-L: how much of two texts is the same words in the same order."""

from collections.abc import Sequence

import numpy as np

from tidegauge.stats.estimate import Floats
from tidegauge.stats.text.tokens import words

LONGEST = 600
"""Characters of a text that are compared: a copied answer is copied from its first word on."""


def rouge_l(one: Sequence[str], other: Sequence[str]) -> float:
    """Return the F1 of the longest common subsequence of two lists of words: 1 for copies, 0 for nothing in common.

    Recall is its length by the words of the one, precision by those of the other (beta = 1). nan where both are
    empty: there is nothing to compare.

    Examples
    --------
    The sentences of the paper: LCS "police the gunman", 3 of 4 words on both sides, and "the gunman", 2 of 4.

    >>> kill = "police killed the gunman".split()
    >>> rouge_l(kill, "police kill the gunman".split()), rouge_l(kill, "the gunman kill police".split())
    (0.75, 0.5)

    References
    ----------
    Lin, C.-Y. (2004). ROUGE: a package for automatic evaluation of summaries. ACL workshop, section 3.1.
    Hyyrö, H. (2004). Bit-parallel LCS-length computation revisited. AWOCA (how its length is found).
    """
    if not one or not other:
        return 0.0 if one or other else float("nan")
    return 2 * longest_common(one, other) / (len(one) + len(other))


def longest_common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return the length of the longest common subsequence; a word of the one is a bit of an integer.

    >>> longest_common("ABCBDAB", "BDCABA")
    4
    """
    where: dict[str, int] = {}
    for place, word in enumerate(one):
        where[word] = where.get(word, 0) | 1 << place
    full = (1 << len(one)) - 1
    open_ = full
    for word in other:
        matched = open_ & where.get(word, 0)
        open_ = (open_ + matched | open_ - matched) & full
    return len(one) - open_.bit_count()


def consecutive(pairs: Sequence[tuple[str, str]], longest: int = LONGEST) -> Floats:
    """Return the ROUGE-L of each pair of texts, shape (n,); of each the first `longest` characters are compared.

    >>> consecutive([("Of course!", "of course!"), ("Yes.", "No way")]).tolist()
    [1.0, 0.0]
    """
    return np.array([rouge_l(_spoken(one, longest), _spoken(other, longest)) for one, other in pairs])


def _spoken(text: str, longest: int) -> list[str]:
    # Every two sentences end in a full stop: signs are not what is repeated.
    return [word for word in words(text, longest) if any(map(str.isalnum, word))]
