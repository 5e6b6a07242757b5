"""What `tidegauge judge --json` prints: a run, or the plan of one."""

from collections.abc import Mapping, Sequence

from tidegauge.judging.asking import Ending
from tidegauge.judging.checks import Checked
from tidegauge.judging.estimate import CostEstimate
from tidegauge.judging.planning import Planned
from tidegauge.judging.run import Tally
from tidegauge.judging.session import Session
from tidegauge.judging.spending import NANO


def record(tally: Tally, session: Session, checked: Sequence[Checked]) -> Mapping[str, object]:
    """Return a run as `--json` prints it."""
    endings = tally.endings
    return {
        "evaluator": session.evaluator,
        "judged": endings[Ending.JUDGED],
        "flagged": tally.flagged,
        "unparsable": endings[Ending.UNPARSABLE],
        "failed": endings[Ending.FAILED],
        "judged_elsewhere": endings[Ending.TAKEN],
        "gone": tally.gone,
        "left": tally.left,
        "cap_reached": bool(endings[Ending.BROKE]),
        "dollars": tally.spent / NANO if session.price else None,
        "seconds": round(tally.seconds, 3),
        "checks": checked,
    }


def plan_record(session: Session, planned: Planned, cost: CostEstimate) -> Mapping[str, object]:
    """Return a plan as `--json` prints it, with the sample that it would ask about."""
    return {
        "evaluator": session.evaluator,
        "endpoint": session.options.address,
        "calls": planned.totals.calls,
        "with_answer": planned.totals.with_text,
        "judged_already": planned.totals.judged,
        "anchor": planned.anchors,
        "requests": cost.requests,
        "input_tokens": cost.input_tokens,
        "output_tokens": cost.output_tokens,
        "dollars": cost.dollars,
        "cap": None if session.cap is None else session.cap / NANO,
        "spent_today": session.spent_today(),
        "sample": [
            {
                "trace_id": one.trace_id,
                "span_id": one.span_id,
                "inclusion_probability": one.probability,
                "rule": one.rule,
            }
            for one in planned.subjects
        ],
    }
