"""What both sides answered: pairs with the same input, and the words that tell the answers apart."""

import difflib
import re
from collections.abc import Iterator, Sequence

import polars as pl

from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._drift.text_sample import Texts
from tidegauge.reports._versions_compared.records import SamplePair, WordChange, WordShare
from tidegauge.stats.text.tokens import grams
from tidegauge.stats.text.words import telling

MOST_PAIRS = 6
_WORD = re.compile(r"\s+|\w+|[^\w\s]")
SAME_INPUT, SAME_SESSION = "same input", "same session, another input: no input was answered by both"


def word_shares(texts: Texts) -> tuple[tuple[WordShare, ...], tuple[int, int]]:
    """Return the words whose share of answers differs, and the answers looked at on either side."""
    found = texts.of("output_text")
    if found is None:
        return (), (0, 0)
    words = telling(grams(found.values.to_list()), found.reference).words
    return tuple(WordShare(one.text, one.reference, one.current, one.p_value) for one in words), found.counts


def sample_pairs(texts: Texts, words: Sequence[WordShare]) -> tuple[SamplePair, ...]:
    """Return up to six pairs of different answers to the same input, those first that show what changed in the words."""
    known = texts.frame.filter(pl.col("output_text").is_not_null())
    for key, case in (("input_text", SAME_INPUT), ("session_id", SAME_SESSION)):
        found = _joined(known, key)
        if found.height:
            ordered = sorted(found.iter_rows(named=True), key=lambda row: -_shows(row, words))
            return tuple(_pair(row, case) for row in _once(ordered))
    return ()


def _joined(frame: pl.DataFrame, key: str) -> pl.DataFrame:
    """Return the first answer of either side to each input, where the two differ."""
    columns = [key, "output_text", "trace_id", "input_text"]
    one, other = (
        frame.filter((pl.col("side") == side) & pl.col(key).is_not_null())
        .select(list(dict.fromkeys(columns)))
        .unique(key, keep="first", maintain_order=True)
        for side in (REFERENCE, CURRENT)
    )
    both = one.join(other, on=key, how="inner", suffix="_b", maintain_order="left")
    return both.filter(pl.col("output_text") != pl.col("output_text_b"))


def _shows(row: dict[str, str], words: Sequence[WordShare]) -> int:
    """Return how many of the telling words stand on the side that has them more often, and not on the other."""
    before, after = row["output_text"].lower(), row["output_text_b"].lower()
    return sum(
        (word.text in after) - (word.text in before)
        if word.b > word.a
        else (word.text in before) - (word.text in after)
        for word in words
    )


def _once(rows: Sequence[dict[str, str]]) -> Iterator[dict[str, str]]:
    """Yield rows with different answers of B: six times the same refusal tell no more than once."""
    seen: set[str] = set()
    for row in rows:
        if row["output_text_b"] not in seen and len(seen) < MOST_PAIRS:
            seen.add(row["output_text_b"])
            yield row


def _pair(row: dict[str, str], case: str) -> SamplePair:
    before, after = row["output_text"], row["output_text_b"]
    return SamplePair(
        case,
        row["input_text"] or "",
        before,
        after,
        row["trace_id"],
        row["trace_id_b"],
        tuple(changes(before, after)),
    )


def changes(before: str, after: str) -> Iterator[WordChange]:
    """Yield the stretches of words that both have, that only the first has (-), and that only the second has (+).

    >>> [(one.sign, one.text) for one in changes("ship it today", "ship it now")]
    [(' ', 'ship it '), ('-', 'today'), ('+', 'now')]
    """
    one, other = _WORD.findall(before), _WORD.findall(after)
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    for tag, a_from, a_to, b_from, b_to in matcher.get_opcodes():
        if tag == "equal":
            yield WordChange(" ", "".join(one[a_from:a_to]))
            continue
        if a_to > a_from:
            yield WordChange("-", "".join(one[a_from:a_to]))
        if b_to > b_from:
            yield WordChange("+", "".join(other[b_from:b_to]))
