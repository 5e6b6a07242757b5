"""Recall@k: the share of the relevant documents that are among the first k retrieved."""

from collections.abc import Collection, Sequence

from tidegauge.judging.validators._documents import RankingOptions, ranking_check
from tidegauge.judging.validators._validator import Check, Found, Validator


class RecallOptions(RankingOptions):
    """The score is called `recall@5`, with the k of the check."""

    @property
    def score(self) -> str:
        """The score's name."""
        return f"recall@{self.k}"


def _make(options: RecallOptions) -> Check:
    return ranking_check(options, _recall)


def _recall(retrieved: Sequence[str], relevant: Collection[str]) -> Found:
    found = len(set(relevant).intersection(retrieved))
    whole = found == len(relevant)
    return Found(found / len(relevant), whole, "" if whole else f"{found} of {len(relevant)}.")


VALIDATOR = Validator("recall", RecallOptions, _make)
