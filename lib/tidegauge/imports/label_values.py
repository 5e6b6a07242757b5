"""What reviewers write into a sheet, read strictly: yes and no, marks, and “cannot judge”."""

from dataclasses import dataclass

from tidegauge.workbench.labels import CANNOT
from tidegauge.workbench.review_batches import Scale

__all__ = ["CANNOT", "RULES", "LabelValue", "label_value"]

_YES = frozenset(("1", "1.0", "yes", "y", "true", "pass"))
_NO = frozenset(("0", "0.0", "no", "n", "false", "fail"))
_CANNOT = frozenset((CANNOT, "cannot tell", "?"))
_MARKS = {spelled: float(mark) for mark in range(1, 6) for spelled in (str(mark), f"{mark}.0")}
_BETTER = {"1": 1.0, "1.0": 1.0, "0": 0.0, "0.0": 0.0, "0.5": 0.5, ".5": 0.5, "tie": 0.5}
RULES = {
    Scale.YES_NO: "not 1 (yes), 0 (no) or “cannot judge”",
    Scale.ONE_TO_FIVE: "not a whole number from 1 to 5, or “cannot judge”",
    Scale.PREFERENCE: "not 1 (this answer), 0 (the other one), 0.5 (a tie) or “cannot judge”",
}
"""What is said of a value that is none of them."""


@dataclass(frozen=True)
class LabelValue:
    """An answer: its number, or None with the label `CANNOT`."""

    value: float | None
    label: str | None = None


def label_value(text: str, scale: Scale) -> LabelValue | None:
    """Return the answer that a cell holds, None if it is none on the scale.

    >>> label_value(" Yes", Scale.YES_NO), label_value("4", Scale.YES_NO)
    (LabelValue(value=1.0, label=None), None)
    >>> label_value("4.0", Scale.ONE_TO_FIVE), label_value("cannot judge", Scale.ONE_TO_FIVE).label
    (LabelValue(value=4.0, label=None), 'cannot judge')
    """
    word = " ".join(text.lower().split())
    if word in _CANNOT:
        return LabelValue(None, CANNOT)
    numbers = {Scale.ONE_TO_FIVE: _MARKS, Scale.PREFERENCE: _BETTER}.get(scale)
    if numbers is not None:
        return LabelValue(numbers[word]) if word in numbers else None
    return LabelValue(1.0) if word in _YES else LabelValue(0.0) if word in _NO else None
