"""The table in stats/spc/_rule_table.py: points between false signals of every set of rules, by simulation.

    python benchmarks/rule_table.py [--series N] > lib/tidegauge/stats/spc/_rule_table.py

Independent standard normal points, one generator with a fixed seed, 4,000 points a series. A set's entry is all points up
to first signals divided by the series that signalled; series without a signal count their points.
"""

import argparse
import sys

import numpy as np
from numpy.typing import NDArray

from tidegauge.stats.spc import nelson
from tidegauge.stats.spc.rule import Rule

POINTS = 4_000
BLOCK = 250
SEED = 20261121
A_LINE = 12

HEAD = '''"""Points between false signals of every set of rules, simulated: benchmarks/rule_table.py writes this file."""

SERIES = {series}
"""Simulated series behind every entry: the standard error is 1 / sqrt(SERIES) of it."""

# fmt: off
POINTS = (
{entries}
)
# fmt: on
"""By set: the sum of 2^i over its rules, i the rule's place in Rule. The first entry is the empty set's."""'''


def first_signals(series: int) -> NDArray[np.float64]:
    """Return when each rule first signals in each series, shape (series, rules); inf where it never does."""
    generator = np.random.default_rng(SEED)
    blocks = [_first(generator.normal(size=(BLOCK, POINTS))) for _ in range(series // BLOCK)]
    return np.concatenate(blocks)


def _first(z: NDArray[np.float64]) -> NDArray[np.float64]:
    seen = [nelson.completed(rule, z) for rule in Rule]
    times = [np.where(one.any(axis=1), one.argmax(axis=1) + 1.0, np.inf) for one in seen]
    return np.stack(times, axis=1)


def run_length(first: NDArray[np.float64], rules: int) -> float:
    """Return the entry of one set."""
    chosen = [place for place in range(len(Rule)) if rules >> place & 1]
    times = first[:, chosen].min(axis=1, initial=np.inf)
    signals = np.count_nonzero(np.isfinite(times))
    return float(np.minimum(times, POINTS).sum() / signals) if signals else np.inf


def main() -> None:
    """Simulate and print the module."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--series", type=int, default=100_000)
    asked = options.parse_args()
    first = first_signals(asked.series)
    entries = ["0.0", *(f"{run_length(first, rules):.1f}" for rules in range(1, 2 ** len(Rule)))]
    lines = [", ".join(entries[at : at + A_LINE]) for at in range(0, len(entries), A_LINE)]
    rows = "\n".join(f"    {line}," for line in lines)
    sys.stdout.write(HEAD.format(series=asked.series, entries=rows) + "\n")


if __name__ == "__main__":
    main()
