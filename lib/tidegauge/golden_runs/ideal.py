"""What an item says of a right answer: the one that was written down, or passed; or only the one that failed."""

from dataclasses import dataclass

from tidegauge.review.golden.exports.openai_evals import ideal
from tidegauge.workbench.golden_item import GoldenItem


@dataclass(frozen=True)
class Held:
    """An item with the answer that it is held to. `reference` is None where nobody knows a right one."""

    item: GoldenItem
    reference: str | None


def held(item: GoldenItem) -> Held:
    """Return an item with its reference: what was expected, else its own answer where that passes."""
    return Held(item, ideal(item))
