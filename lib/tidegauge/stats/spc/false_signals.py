"""How often a chart cries wolf: the points between false signals of a set of rules."""

from collections.abc import Collection

from tidegauge.stats.spc._rule_table import POINTS
from tidegauge.stats.spc.rule import Rule


def of_rules(rules: Collection[Rule]) -> float:
    """Return the expected points between false signals when the point itself is drawn between limits at 3 sigmas.

    From a simulation of independent normal points around a known centre with known sigma. Limits estimated from 60
    points are off by their own chance: half of such baselines see a false signal within 85 points, not 103, with rules
    1 to 3; within 221, not 256, with rule 1.

    Parameters
    ----------
    rules : those that are on; none signals never, which is infinite.

    Examples
    --------
    >>> from tidegauge.stats.spc.rule import DEFAULT, NELSON
    >>> [round(of_rules(some), -1) for some in ([Rule.BEYOND], DEFAULT, NELSON)]
    [370.0, 150.0, 70.0]

    References
    ----------
    Champ, C. W. and Woodall, W. H. (1987). Exact results for Shewhart control charts with supplementary runs rules.
    Technometrics 29, 393-399. Their rule sets differ in detail; the way to simulate is benchmarks/rule_table.py.
    """
    order = list(Rule)
    at = sum(2 ** order.index(rule) for rule in set(rules))
    return POINTS[at] if at else float("inf")


def together(*run_lengths: float) -> float:
    """Return the points between false signals of charts that signal independently: their rates add up.

    >>> together(370.4, float("inf")), together(300.0, 600.0)
    (370.4, 200.0)
    """
    rate = sum(1 / points for points in run_lengths)
    return 1 / rate if rate else float("inf")
