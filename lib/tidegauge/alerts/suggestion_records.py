"""A rule that is suggested, and what it would have done."""

from dataclasses import dataclass

from tidegauge.alerts.backtest_records import Backtest
from tidegauge.alerts.records import Rule


@dataclass(frozen=True)
class Suggestion:
    """A rule with windows and segments that the store's calls can fill; `sentence` says why they are as they are."""

    rule: Rule
    sentence: str
    backtest: Backtest
