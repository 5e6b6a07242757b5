"""Answers from the bins of a distribution that grew."""

from tidegauge.filters import TraceFilter
from tidegauge.reports.source import Source
from tidegauge.review.kinds._chosen import chosen_answers
from tidegauge.review.kinds._kind import Chosen, Kind, Wanted


def drifted_answers(source: Source, question: TraceFilter, wanted: Wanted) -> Chosen:
    """Choose among the answers of the filter, which names the bins (`chosen_answers`)."""
    return chosen_answers(source, question, wanted, "from what drifted")


KIND = Kind(
    "drift",
    "From what drifted",
    "Answers of the bins that grew, which the filter names. The labels say whether the new ones are worse.",
    drifted_answers,
)
