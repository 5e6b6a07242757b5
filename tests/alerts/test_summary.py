from datetime import timedelta

from tests.alert_rules import BR, DE, START, rule
from tidegauge.alerts.reading import Read
from tidegauge.alerts.records import Reading, Standing, State
from tidegauge.alerts.summary import summary
from tidegauge.settings import Settings


def _said(*standings: Standing) -> tuple[str, bool]:
    end = START + timedelta(hours=1)
    found = summary(Read(rule(for_each=("geo",))), standings, (), end, Settings(), end)
    return found.sentence, found.cannot_tell


def test_segments_that_no_window_told_are_not_called_quiet() -> None:
    few = Reading(BR, START, None, n=12)
    blind = Standing("errors", BR, recent=(None,), reading=few)
    seen = Standing("errors", DE, recent=(None, False), reading=few)
    assert _said(blind) == ("Cannot tell: no window had 200 calls.", True)
    assert _said(blind, Standing("errors", DE, recent=(None,))) == (
        "Cannot tell: 0 of 2 segments had 200 calls in a window.",
        True,
    )
    assert _said(blind, seen) == (
        "Nothing stands out in 1 of 2 segments; the others have too little to tell.",
        False,
    )
    assert _said() == ("Cannot tell: no window had a call.", True)


def test_segments_that_the_rule_left_do_not_count() -> None:
    left = Standing("errors", (("device", "ios"),), State.OK, recent=(False,))
    assert _said(Standing("errors", BR, recent=(False,)), left) == ("Nothing stands out.", False)
