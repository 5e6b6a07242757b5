"""`Review these…`: a batch of the rows that the list shows."""

from dataclasses import replace

from app.components.new_batch.dialog import new_batch_button
from app.components.new_batch.preset import Preset
from app.components.traces.controls import TracesChoice
from tidegauge.filters import Condition, Grain, TraceFilter
from tidegauge.queries.conditions import TEXT
from tidegauge.queries.traces_only import Only
from tidegauge.review.kinds import Wanted

_CHIPS = {
    Only.FAILED: Condition("status", "=", ("error",)),
    Only.THUMBS_DOWN: Condition("signal.thumbs_down", ">", ("0",)),
}
"""Quick filters that a chip can say."""


def traces_review(question: TraceFilter, choice: TracesChoice) -> None:
    """Show the button. A search, and a quick filter that can be one, become chips of the batch."""
    chips = [Condition(TEXT, "~", (choice.search,))] if choice.search else []
    chips += [_CHIPS[choice.only]] if choice.only in _CHIPS else []
    asked = replace(question.narrowed(*chips), grain=Grain.CALL)
    kinds: tuple[str, ...] = ("incident", "random", "stratified", "flagged", "scheme")
    wanted = Wanted()
    if choice.only in {Only.FLAGGED, Only.JUDGED_LOW}:
        # No chip says these: only kinds that choose by them can be offered.
        kinds, wanted = ("incident",), Wanted(only=choice.only.value)
    name = {Only.FAILED: "Failed answers", Only.FLAGGED: "Flagged answers", Only.JUDGED_LOW: "Judged low"}
    preset = Preset(kinds, "traces", name.get(choice.only, ""), wanted)
    new_batch_button("Review these…", asked, preset, key="traces_review")
