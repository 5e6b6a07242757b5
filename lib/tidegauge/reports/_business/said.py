"""What the page's sentences are made of."""

from dataclasses import dataclass

from tidegauge.reports._business.records import (
    Allocation,
    ChangeCost,
    DecisionDrift,
    Delay,
    Lead,
    RandomSlice,
    ScoreFigures,
)
from tidegauge.reports._records import Comparison


@dataclass(frozen=True)
class Said:
    """What the sentences are made of. Without `final` no call of the window has all its outcomes yet."""

    outcomes: tuple[Comparison, ...]
    main: str
    currency: str
    compared: bool
    final: bool
    by: str | None
    allocation: tuple[Allocation, ...]
    changes: tuple[ChangeCost, ...]
    worth: str
    worth_unit: str
    leads: tuple[Lead, ...]
    decisions: DecisionDrift | None
    scores: ScoreFigures | None
    slice: RandomSlice | None
    delay: Delay
