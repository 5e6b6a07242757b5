"""`Review these…` of the page Drift: answers from the bins that grew."""

from app.components.frame import asked
from app.components.new_batch.dialog import new_batch_button
from app.components.new_batch.preset import Preset
from tidegauge.filters import parse_condition
from tidegauge.findings import Link
from tidegauge.queries.review_units import ANSWER
from tidegauge.reports._drift.records import DriftDetail
from tidegauge.review.kinds import Wanted


def drift_review(detail: DriftDetail, grown: Link) -> None:
    """Show the button. `grown` leads to the calls of those bins."""
    question = asked().filter
    chips = [parse_condition(chip) for chip in grown.params.get("where", ())]
    more = [chip for chip in chips if chip not in question.where]
    preset = Preset(
        ("drift", "random"), "drift", f"Drift of {detail.row.column}"[:200], Wanted(n=20, unit=ANSWER)
    )
    new_batch_button("Review these…", question.narrowed(*more), preset, key="drift_review")
