"""What a gate reads of golden runs: both sides item by item, on the median of their repeats."""

from dataclasses import dataclass

from tidegauge.gate.records import GoldenPart


@dataclass(frozen=True)
class GoldenReading:
    """The newest complete runs of a golden set.

    `passed` of `items` is the candidate's; `lost` and `gained` count the items that only the baseline, or only the candidate,
    passes, of `pairs` that both ran; None where the baseline has no run. `problem` says why there is nothing to read.
    """

    items: int
    passed: int
    repeats: int
    pairs: int | None = None
    lost: int | None = None
    gained: int | None = None
    baseline_items: int | None = None
    baseline_passed: int | None = None
    part: GoldenPart | None = None
    problem: str = ""
