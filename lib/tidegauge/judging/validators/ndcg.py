"""nDCG@k: the discounted gain of the retrieved order over that of the best order, relevance 0 or 1."""

from collections.abc import Collection, Iterable, Sequence
from math import log2

from tidegauge.judging.validators._documents import RankingOptions, ranking_check
from tidegauge.judging.validators._validator import Check, Found, Validator


def _make(options: RankingOptions) -> Check:
    def judged(retrieved: Sequence[str], relevant: Collection[str]) -> Found:
        gain = _gain(name in relevant for name in retrieved)
        best = _gain([True] * min(options.k, len(relevant)))
        return Found(gain / best, gain == best)

    return ranking_check(options, judged)


def _gain(relevance: Iterable[bool]) -> float:
    return sum(hit / log2(place + 2) for place, hit in enumerate(relevance))


VALIDATOR = Validator("ndcg", RankingOptions, _make)
