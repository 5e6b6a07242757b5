"""What a golden set is made of, beside what is recommended: 60 % typical, 20 % edge, 10 % past failures, 10 % adversarial."""

from collections.abc import Sequence
from dataclasses import dataclass

from tidegauge.formats import count, share
from tidegauge.workbench.golden_item import GoldenItem, Group

WANTED = {Group.TYPICAL: 0.6, Group.EDGE: 0.2, Group.FAILURE: 0.1, Group.ADVERSARIAL: 0.1}
WORDS = {
    Group.TYPICAL: "typical",
    Group.EDGE: "edge cases",
    Group.FAILURE: "past failures",
    Group.ADVERSARIAL: "adversarial",
}
FEWEST, MOST = 100, 500
"""Items that a golden set should have at least and at most."""
FAR = 0.1
"""How far a share may lie from what is recommended before anybody is told."""


@dataclass(frozen=True)
class Part:
    """One group: how many items, which share they are, and which one is recommended."""

    group: Group
    n: int
    share: float
    wanted: float


def composition(items: Sequence[GoldenItem]) -> tuple[Part, ...]:
    """Return the groups in their order; of no item at all every share is 0."""
    whole = max(len(items), 1)
    counts = {group: sum(item.group is group for item in items) for group in WANTED}
    return tuple(Part(group, n, n / whole, WANTED[group]) for group, n in counts.items())


def advice(items: Sequence[GoldenItem]) -> tuple[str, ...]:
    """Return what would make a set better, in words: its size, then the groups that lie far off.

    >>> advice([])
    ('100 more items reach the 100 that a golden set needs at least.',)
    """
    n = len(items)
    said = []
    if n < FEWEST:
        said.append(f"{count(FEWEST - n)} more items reach the {FEWEST} that a golden set needs at least.")
    if n > MOST:
        said.append(f"{count(n)} items are more than {MOST}: each run costs more and tells little more.")
    for part in composition(items) if n else ():
        if abs(part.share - part.wanted) > FAR:
            few = "few" if part.share < part.wanted else "many"
            said.append(
                f"Too {few} {WORDS[part.group]}: {share(part.share)}, recommended are {share(part.wanted)}."
            )
    return tuple(said)
