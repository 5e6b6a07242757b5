"""Filters that nobody asked before: every value of the benchmark lake's dimensions alone and in pairs, shuffled."""

from itertools import combinations

import numpy as np
from _lake import SHARES


def distinct(count: int) -> list[tuple[str, ...]]:
    """Return `count` different filters, always the same ones.

    >>> len(set(distinct(250)))
    250
    """
    chips = [f"{name} = {value}" for name, shares in SHARES.items() for value in shares]
    names = [chip.partition(" = ")[0] for chip in chips]
    pairs = [
        pair
        for pair, (one, other) in zip(combinations(chips, 2), combinations(names, 2), strict=True)
        if one != other
    ]
    every: list[tuple[str, ...]] = [*((chip,) for chip in chips), *pairs]
    order = np.random.default_rng(4).permutation(len(every))
    return [every[place] for place in order[:count]]
