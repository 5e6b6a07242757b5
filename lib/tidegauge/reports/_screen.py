"""Every value of every dimension at once: one query, one correction, and what each value did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tidegauge.metrics.metric import Metric
from tidegauge.reports._compare import compared, comparisons
from tidegauge.reports._gather import Gathered
from tidegauge.reports._records import Comparison
from tidegauge.reports._sentences import shown
from tidegauge.reports._sides import Sides
from tidegauge.reports._summary import Summary, screened


@dataclass(frozen=True, eq=False)
class Screen:
    """The segments of one dimension each. `levels` says which dimension (1 is the first; 0 is all rows).

    `comparisons` holds for each metric one comparison a segment; p-values are adjusted over all of them together.
    """

    dimensions: tuple[str, ...]
    levels: NDArray[np.int64]
    values: tuple[str, ...]
    sides: Sides
    comparisons: Mapping[str, tuple[Comparison, ...]]

    def whole(self, metric: str) -> Comparison | None:
        """Return the comparison over all rows."""
        found = np.flatnonzero(self.levels == 0)
        return self.comparisons[metric][int(found[0])] if found.size and metric in self.comparisons else None

    def segment(self, place: int) -> dict[str, str]:
        """Return the one condition that a segment is."""
        return {self.dimensions[self.levels[place] - 1]: self.values[place]}

    def share(self, place: int) -> float:
        """Return a segment's share of the current rows."""
        return float(
            self.sides.n_current[place]
            / max(self.sides.n_current[self.levels == self.levels[place]].sum(), 1)
        )

    def divides(self, level: int) -> bool:
        """Return whether a dimension has two values at least."""
        return int((self.levels == level).sum()) > 1


def screen(calls: Gathered, metrics: Sequence[Metric], dimensions: Sequence[str]) -> Screen:
    """Return the screen of those metrics that are plain sums; quantiles and per-unit metrics are not looked at."""
    return screen_of(screened(calls, metrics, dimensions), metrics, dimensions)


def screen_of(summary: Summary, metrics: Sequence[Metric], dimensions: Sequence[str]) -> Screen:
    """Return the same of what was summed up already."""
    sides = Sides(summary)
    plain = [metric for metric in metrics if sides.summary.has(metric.name)]
    rows = comparisons(compared(sides, plain, with_reference=True), sides) if sides.size else []
    found = {metric.name: tuple(row[place] for row in rows) for place, metric in enumerate(plain)}
    levels = sides.places["level"].to_numpy().astype(np.int64)
    values = tuple(shown(value) for value in sides.places["value"].to_list())
    return Screen(tuple(dimensions), levels, values, sides, found)
