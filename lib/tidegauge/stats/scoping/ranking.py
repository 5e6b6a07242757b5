"""In which order segments are printed that are not named."""

from dataclasses import dataclass

import numpy as np

from tidegauge.stats.scoping.causes import Found
from tidegauge.stats.scoping.leaves import Codes
from tidegauge.stats.scoping.passes import Segment

ALTERNATIVES = 2
OTHERS = 10


@dataclass(frozen=True)
class Ranking:
    """Rows of the first pass: `alternatives` describe what is named otherwise.

    `two_first`: the best two segments together describe it better than any one alternative.
    """

    alternatives: tuple[int, ...]
    others: tuple[int, ...]
    two_first: bool


def ranking(found: Found) -> Ranking:
    """Return the rows to print beside what is named, each group best first."""
    first = found.first
    codes = first.segments.codes
    named = {one.codes.tobytes() for one in found.named}
    # What cannot be told from luck comes last, however well it would describe the change.
    order = np.lexsort((-first.score, ~first.passes))
    rows = [int(row) for row in order[: 40 * OTHERS] if codes[row].tobytes() not in named]
    alternatives = _alternatives(found, rows)
    best = max((float(first.score[row]) for row in alternatives), default=0.0)
    return Ranking(alternatives, tuple(rows[:OTHERS]), found.two is not None and found.two.score > best)


def _alternatives(found: Found, rows: list[int]) -> tuple[int, ...]:
    """One cause gets the two best other descriptions; of several each gets its best parent or child."""
    if len(found.named) <= 1:
        return tuple(rows[: ALTERNATIVES * len(found.named)])
    codes = found.first.segments.codes
    best = [
        next((row for row in rows if _related(codes[row], one)), None) for one in found.named[:ALTERNATIVES]
    ]
    return tuple(dict.fromkeys(row for row in best if row is not None))


def _related(codes: Codes, segment: Segment) -> bool:
    both = (codes >= 0) & (segment.codes >= 0)
    contained = both.sum() == min((codes >= 0).sum(), (segment.codes >= 0).sum())
    return bool(contained and (codes[both] == segment.codes[both]).all())
