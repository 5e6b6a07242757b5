"""What checks ask, answered from a few numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from tidegauge.gate.golden_reading import GoldenReading
from tidegauge.gate.reading import Pairs, SegmentValues, Values
from tidegauge.stats import mean, proportion
from tidegauge.stats.drift._pair import CategoryPair, NumberPair

GOOD = {"accuracy", "correctness", "score"}


@dataclass(frozen=True)
class Told:
    """A reading: shares as ((k, n) before, (k, n) after), numbers as values of both sides, columns as their counts."""

    shares: Mapping[str, tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=dict)
    numbers: Mapping[str, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)
    scored: Mapping[str, NumberPair] = field(default_factory=dict)
    asked: Mapping[str, NumberPair | CategoryPair] = field(default_factory=dict)
    golden: GoldenReading | None = None

    @property
    def rows(self) -> tuple[int, int]:
        return 1000, 1000

    def values(self, metric: str) -> Values | None:
        worse = -1 if metric in GOOD else 1
        if metric in self.shares:
            before, after = self.shares[metric]
            if not before[1] or not after[1]:
                return None
            sides = proportion.estimate(*before), proportion.estimate(*after)
            change = proportion.difference(before, after)
            return Values(metric, metric, "share", worse, *sides, change, (before, after))
        if metric in self.numbers:
            sums = [(one.size, one.sum(), (one**2).sum()) for one in self.numbers[metric]]
            sides = mean.estimate(*sums[0]), mean.estimate(*sums[1])
            return Values(metric, metric, "usd", worse, *sides, mean.difference(*sums))
        return None

    def pairs(self, metric: str) -> Pairs | None:  # noqa: ARG002  a protocol
        return None

    def inputs(self, names: Sequence[str]) -> dict[str, NumberPair | CategoryPair]:  # noqa: ARG002  as above
        return dict(self.asked)

    def scores(self, names: Sequence[str]) -> dict[str, NumberPair]:  # noqa: ARG002  as above
        return dict(self.scored)

    def segments(self, *asked: object) -> list[SegmentValues]:  # noqa: ARG002  as above
        return []
