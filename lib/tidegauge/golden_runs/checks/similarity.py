"""How like the right answer an answer is, by its words."""

from typing import Literal

from pydantic import Field

from tidegauge.golden_runs.checks._check import Check, CheckKind
from tidegauge.golden_runs.checks._json import json_object
from tidegauge.golden_runs.ideal import Held
from tidegauge.judging.validators._validator import Found, Options
from tidegauge.stats.text.cosine import cosine
from tidegauge.stats.text.rouge import consecutive

LONGEST = 4_000
"""Characters of each text that are compared."""


class SimilarityOptions(Options):
    """From `least` on an answer passes. `method` is rouge_l (the F1 of the longest common subsequence of words, in order)
    or cosine (of the words and pairs of words, in any order). An item whose right answer is a JSON object, or
    was written down in fewer than `shortest` words, is left to other checks.
    """

    least: float = Field(default=0.4, ge=0, le=1)
    method: Literal["rouge_l", "cosine"] = "rouge_l"
    shortest: int = Field(default=1, ge=0)


def _make(options: SimilarityOptions) -> Check:
    def check(of: Held, answer: str) -> Found | None:
        return _compared(options, of.reference or "", answer) if _applies(options, of) else None

    return check


def _compared(options: SimilarityOptions, reference: str, answer: str) -> Found:
    if options.method == "rouge_l":
        found = float(consecutive([(reference, answer)], LONGEST)[0])
    else:
        found = cosine(reference[:LONGEST], answer[:LONGEST])
    value = found if found == found else 0.0  # noqa: PLR0124  nan: no words in either
    good = value >= options.least
    return Found(value, good, "" if good else f"{value:.2f} like the right answer ({options.method}).")


def _applies(options: SimilarityOptions, of: Held) -> bool:
    reference = of.reference
    if reference is None or json_object(reference) is not None:
        return False
    expected = of.item.expected
    return not expected or len(expected.split()) >= options.shortest


CHECK = CheckKind(SimilarityOptions, _make, _applies)
