"""Five million raw calls with twelve attributes: grouped and scoped, beside the bare grouping."""

import resource
import time

import numpy as np
from _scoping_worlds import CARDS, RATE
from _table import show

from tidegauge.stats.scoping.leaves import Kind, LeafTable, Sums
from tidegauge.stats.scoping.scope import scope


def five_million(*, quick: bool) -> None:
    """Print the seconds of grouping and of scoping, both elapsed and of processor."""
    calls = 500_000 if quick else 5_000_000
    random = np.random.default_rng(4)
    codes, late, failed = _calls(random, calls)
    times = [_now()]
    table = grouped(codes, late, failed)
    times.append(_now())
    found = scope(table)
    times.append(_now())
    rows = [
        [name, *(f"{after - before:.2f} s" for before, after in zip(*pair, strict=True))]
        for name, pair in (("group", times[:2]), ("scope", times[1:]), ("both", (times[0], times[2])))
    ]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    show(
        f"\n{calls:,} calls, {table.size:,} leaves, {found.searched:,} segments",
        ["", "elapsed", "processor"],
        rows,
    )
    ratio = (times[2][1] - times[0][1]) / (times[1][1] - times[0][1])
    print(
        f"both take {ratio:.1f} times the bare grouping; peak {peak:,.0f} MB; found {found.causes[0].where}"
    )


def grouped(codes: np.ndarray, late: np.ndarray, failed: np.ndarray) -> LeafTable:
    """Return the leaves of calls: one integer a combination, sorted."""
    key = np.zeros(codes.shape[1], dtype=np.int64)
    for row, card in zip(codes, CARDS, strict=True):
        key *= card
        key += row
    # Window and outcome ride along below the combination, so that one sort is all.
    keys, counts = np.unique(key * 4 + late * 2 + failed, return_counts=True)
    leaves, place = np.unique(keys >> 2, return_inverse=True)
    sums = np.zeros((4, leaves.size))
    sums[keys & 3, place] = counts
    made = np.empty((len(CARDS), leaves.size), dtype=np.int32)
    rest = leaves
    for row in reversed(range(len(CARDS))):
        rest, made[row] = np.divmod(rest, CARDS[row])
    values = tuple(tuple(map(str, range(card))) for card in CARDS)
    names = tuple(f"a{card}" for card in CARDS)
    now, before = (Sums(sums[at + 1], sums[at] + sums[at + 1]) for at in (2, 0))
    return LeafTable(Kind.RATE, names, values, made, now, (before,))


def _calls(random: np.random.Generator, calls: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return codes, window and outcome of calls that fall on a fifth as many combinations, two values of them bad together."""
    leaves = np.stack([_drawn(random, card, calls // 5) for card in CARDS])
    codes = leaves[:, random.integers(0, calls // 5, calls)]
    late = random.integers(0, 2, calls)
    rate = np.where((codes[8] == 2) & (codes[5] == 1) & (late == 1), 4 * RATE, RATE)
    return codes, late, (random.random(calls) < rate).astype(np.int64)


def _drawn(random: np.random.Generator, card: int, size: int) -> np.ndarray:
    weights = 1 / np.arange(1, card + 1)
    return random.choice(card, size, p=weights / weights.sum())


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()
