"""`Review these…` of the page Segments: of the selected rows, or of all, equally many of each."""

from collections.abc import Sequence

from app.components.new_batch.dialog import new_batch_button
from app.components.new_batch.preset import Preset
from tidegauge.filters import Condition, TraceFilter
from tidegauge.review.kinds import Wanted


def segments_review(question: TraceFilter, by: Sequence[str], chips: Sequence[Condition]) -> None:
    """Show the button; without a selected row the batch is divided by what the table is."""
    kinds = ("stratified", "random", "incident", "scheme")
    preset = Preset(kinds, "segments", wanted=Wanted(by=tuple(by)))
    new_batch_button("Review these…", question.narrowed(*chips), preset, key="segments_review")
