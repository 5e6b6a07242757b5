"""Answers of an incident or another finding: those of its filter."""

from tidegauge.filters import TraceFilter
from tidegauge.reports.source import Source
from tidegauge.review.kinds._chosen import chosen_answers
from tidegauge.review.kinds._kind import Chosen, Kind, Wanted


def incident_answers(source: Source, question: TraceFilter, wanted: Wanted) -> Chosen:
    """Choose among the answers of the filter (`chosen_answers`)."""
    return chosen_answers(source, question, wanted, "of the finding")


KIND = Kind(
    "incident",
    "Answers of a finding",
    "Answers of the filter, for a look at what went wrong there. The labels speak for no others.",
    incident_answers,
)
