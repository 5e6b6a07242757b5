"""The settings of the search: one default for every metric, measured on real incidents."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ScopeRules:
    """What a segment must be to be named.

    order : most attributes of one segment, 1 to 4.
    alpha : chance that anything is named where no segment differs.
    half : how much of an even spread is taken off a segment's share of the excess: what makes the coarsest segment win
        whose parts all moved. Only .4 to .6 is known to work.
    prior : calls that a thin segment is drawn towards what is expected of it with.
    least_share : what holds less of the first cause's excess is no cause of its own.
    local_z : how far beyond its rest a described segment must be.
    pair_price, other_pair_price : what two segments together must gain, and more where they do not use the same attributes.
    pool, beam : how many segments are paired, and refined where the search cannot be complete.
    causes : most causes named.
    least_calls : values with fewer calls in both windows together are not looked at on their own.
    """

    order: int = 3
    alpha: float = 0.05
    half: float = 0.5
    prior: float = 10.0
    least_share: float = 0.1
    local_z: float = 2.0
    pair_price: float = 0.05
    other_pair_price: float = 0.05
    pool: int = 200
    beam: int = 200
    causes: int = 5
    least_calls: float = 5.0
