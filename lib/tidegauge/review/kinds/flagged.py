"""Answers that a judge flagged or a user complained of."""

from tidegauge.filters import TraceFilter
from tidegauge.reports.source import Source
from tidegauge.review.kinds._chosen import chosen_answers
from tidegauge.review.kinds._flagged import flagged, flagged_by_judge
from tidegauge.review.kinds._kind import Chosen, Kind, Wanted


def flagged_answers(source: Source, question: TraceFilter, wanted: Wanted) -> Chosen:
    """Choose among the flagged answers of the filter (`chosen_answers`); with a score only those that the judge flagged.

    The words tell both numbers: the page Judge shows the judge's alone.
    """
    if wanted.score:
        return chosen_answers(source, question, wanted, "flagged by the judge", flagged_by_judge)
    return chosen_answers(source, question, wanted, "flagged", flagged, ("by the judge", flagged_by_judge))


KIND = Kind(
    "flagged",
    "Flagged answers",
    "What the judge marked low or users complained of. The labels say what is wrong, and nothing of how often.",
    flagged_answers,
)
