"""How strict rules are: false pages that the installation bears, over all rules and segments together."""

from collections.abc import Iterable
from datetime import timedelta
from math import comb

from tidegauge.alerts.records import Rule
from tidegauge.settings_alerts import AlertsTable

WEEK = timedelta(days=7)
LOOSEST = 0.1
"""No more than this share of a rule's segments found at once may be there by chance."""


def firings(rules: Iterable[Rule], alerts: AlertsTable) -> dict[str, float]:
    """Return how many false firings each rule may make a window, over all its segments.

    Every rule that is on bears the same share of the false pages a week that the installation does.

    >>> from tidegauge.settings_alerts import RuleTable
    >>> found = firings([Rule("errors", RuleTable(window="1 h"))], AlertsTable(false_pages_per_week=0.84))
    >>> round(found["errors"], 6)
    0.005
    """
    every = list(rules)
    on = sum(one.table.enabled for one in every) or 1
    share = alerts.false_pages_per_week / on
    return {one.name: share * (one.table.window / WEEK) for one in every}


def alpha(bearable: float, segments: int, breaches: int, of: int) -> float:
    """Return how often one window of one segment may be breached by chance, so that so many firings come of it a window.

    A segment fires anew where a window is breached and exactly `breaches` - 1 of the `of` - 1 before it were: of
    independent windows in alpha * C(of - 1, breaches - 1) * alpha^(breaches - 1) of all, at most.

    >>> round(alpha(6e-6, 1, breaches=3, of=5), 3), round(alpha(0.001, 40, breaches=1, of=1), 6)
    (0.01, 2.5e-05)
    """
    ways = comb(of - 1, breaches - 1)
    return float(min(0.5, (bearable / max(segments, 1) / ways) ** (1 / breaches)))


def tick_level(level: float, segments: int) -> float:
    """Return the share of false ones among the segments that a rule finds breached in one window.

    By Benjamini and Hochberg at this level, as many are found where nothing has changed as with `level` in each
    alone; where many segments move together, each is found more easily.

    >>> tick_level(0.001, 40), tick_level(0.02, 40), tick_level(0.2, 1)
    (0.04, 0.1, 0.2)
    """
    return level if segments <= 1 else max(level, min(LOOSEST, segments * level))
