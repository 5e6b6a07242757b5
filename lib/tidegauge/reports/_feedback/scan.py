"""Where the survivorship rules fire: in all sessions, and in each segment."""

from tidegauge.filters import TraceFilter
from tidegauge.queries.sides import CURRENT
from tidegauge.reports._feedback.contrast import Contrast, agree, by_segment
from tidegauge.reports._feedback.findings import Told
from tidegauge.reports._feedback.read import Sessions
from tidegauge.reports._feedback.records import FeedbackSegment, RatedContrast, Rule, SurvivorshipWarning
from tidegauge.reports._feedback.segments import counted, segment_rows
from tidegauge.reports._feedback.tally import measure
from tidegauge.reports._feedback.warnings import Watched, warnings_of
from tidegauge.reports._sentences import shown
from tidegauge.reports._summary import REST
from tidegauge.settings_feedback import FeedbackTable
from tidegauge.stats import proportion

Warned = tuple[tuple[SurvivorshipWarning, ...], tuple[FeedbackSegment, ...]]


MOST = 0.5
"""The share of the sessions that lie in segments where the measured rule fires."""


def scan(
    found: Sessions,
    asked: TraceFilter,
    told: Told,
    made: list[Contrast],
    rated: tuple[RatedContrast, ...],
    by: str | None,
    table: FeedbackTable,
) -> Warned:
    """Return the warnings, and the segments with the rules that fire in each.

    Where the segments do not agree, the measured rule fires for all sessions only if it does in most of them: else it is
    told where it fires.
    """
    derived = "abandoned" in found.rules.derived
    everywhere = warnings_of(
        Watched({}, told.explicit.sessions, told.explicit.share, told.left, rated, derived), table
    )
    if by is None:
        return everywhere, ()
    fired = _by_segment(found, made, by, table)
    rules = {value: tuple(one.rule for one in every) for value, every in fired.items()}
    rows = segment_rows(counted(found), told.review, rules, table, compared=asked.reference is not None)
    alone = tuple(one for every in fired.values() for one in every)
    measured = sum(one.n for one in alone if one.rule is Rule.MEASURED)
    if 0 < measured < MOST * told.explicit.sessions and not agree(made):
        everywhere = tuple(one for one in everywhere if one.rule is not Rule.MEASURED)
    return (*everywhere, *alone), rows


def _by_segment(
    found: Sessions, made: list[Contrast], by: str, table: FeedbackTable
) -> dict[str | None, tuple[SurvivorshipWarning, ...]]:
    sums, derived = counted(found), "abandoned" in found.rules.derived
    alone = by_segment(made, sums["segment"].to_list(), table)
    fired = {}
    for row in sums.iter_rows(named=True):
        value, n = row["segment"], row[f"n{CURRENT}"]
        # What is pooled is no place that anybody could look at.
        if value == REST or not n:
            continue
        thumbs = measure(proportion.estimate(row[f"up{CURRENT}"], row[f"rated{CURRENT}"]))
        left = measure(proportion.estimate(row[f"left{CURRENT}"], n))
        fired[value] = warnings_of(Watched({by: shown(value)}, n, thumbs, left, alone[value], derived), table)
    return fired
