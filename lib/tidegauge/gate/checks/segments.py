"""Whether some group of calls got worse while the rest hides it: every segment of one and of two dimensions."""

from typing import Annotated

from pydantic import Field

from tidegauge.gate.checks._check import Check, NotApplicableError
from tidegauge.gate.holding import is_share, named, shares_apart
from tidegauge.gate.policy_general import General
from tidegauge.gate.reading import Reading
from tidegauge.gate.settings import CheckTable, Names, Share
from tidegauge.gate.trials import Trial


class Segments(CheckTable):
    """`[checks.segments]`: how many points a share may get worse in any segment.

    Without `by` the dimensions of the settings are taken. A segment has at least `minimum_n` calls of each side. The check
    passes where segments with the share `coverage` of calls could have shown it, in every dimension.
    """

    waits: bool = False
    metrics: Names = ("error_rate", "format_failure_rate", "refusal_rate", "accuracy", "score")
    by: Names = ()
    max_increase: Share = 0.1
    minimum_n: Annotated[int, Field(ge=2)] = 50
    coverage: Annotated[float, Field(ge=0, le=1)] = 0.5


def _trials(reading: Reading, table: Segments, general: General) -> tuple[Trial, ...]:
    found = [
        one
        for one in reading.segments(table.metrics, table.by, table.minimum_n)
        if is_share(one.found) and one.found.baseline.n and one.found.candidate.n
    ]
    if not found:
        raise NotApplicableError(
            f"No segment has {table.minimum_n} calls of both sides in which a share is recorded."
        )
    trials = []
    for one in found:
        by = "" if len(one.values) > 1 else f"{one.found.name} by {one.values[0][0]}"
        trial = shares_apart(one.found, table.max_increase, general, only_failures=not by)
        trials.append(named(trial, one.values, one.share, by))
    return tuple(trials)


CHECK = Check(
    110,
    "Segments",
    Segments,
    _trials,
    "Scope the segment: tidegauge show scope.",
    search=True,
)
