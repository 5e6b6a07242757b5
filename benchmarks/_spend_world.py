"""Spend of an invented product by the hour: a day and a week that repeat, calls that come in heaps, costs with a long tail."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

WEEK, DAY = 168, 24
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """`calls` an hour on the mean, days that differ by `days` (log standard deviation), growth a week, dispersion."""

    name: str
    calls: float = 40.0
    days: float = 0.1
    growth: float = 0.0
    dispersion: float = 2.0


WORLDS = (
    World("usual"),
    World("steady, many calls", calls=200, days=0.02),
    World("growing 3% a week", growth=0.03),
    World("few calls", calls=5),
    World("in heaps", dispersion=8.0),
)


def spend(world: World, weeks: int, seed: int) -> tuple[Numbers, NDArray[np.int64]]:
    """Return (money an hour, the hour of the week of each), shape (weeks * 168,)."""
    random = np.random.default_rng(seed)
    slots = np.arange(weeks * WEEK) % WEEK
    usual = (
        world.calls
        * (1 + 0.8 * np.sin((slots % DAY - 6) / DAY * 2 * np.pi))
        * np.where(slots >= 5 * DAY, 0.5, 1)
    )
    days = np.repeat(np.exp(random.normal(0, world.days, weeks * 7)), DAY)
    mean = usual * days * np.exp(world.growth * np.arange(weeks * WEEK) / WEEK)
    shape = mean / (world.dispersion - 1)
    counts = random.negative_binomial(np.maximum(shape, 1e-9), 1 / world.dispersion)
    money = random.lognormal(-3, 1, int(counts.sum()))
    ends = np.cumsum(counts)
    total = np.concatenate([[0.0], np.cumsum(money)])
    return total[ends] - total[ends - counts], slots
