"""Money that bought nothing whole: spenders of whose calls many fail, or are cut off at the token limit."""

from collections.abc import Sequence

from tidegauge import formats
from tidegauge.filters import Condition
from tidegauge.findings import Direction, Finding, Link, Verdict
from tidegauge.reports._cost.records import Spender
from tidegauge.reports._cost.run_words import noun
from tidegauge.reports._cost.spenders import FAILING, is_cut, is_failing
from tidegauge.reports._sentences import brief

SHOWN = 3
"""More of a kind than this are told by the table alone."""


def wasted(who: str | None, spenders: Sequence[Spender], currency: str) -> list[Finding]:
    """Return a finding for each of the largest spenders with more than a tenth failing, or many cut off."""
    if who is None:
        return []
    failing = [one for one in spenders if is_failing(round(one.failed * one.n), one.n)]
    cut = [one for one in spenders if one.cut_money > 0 and is_cut(round(one.cut * one.n), one.n)]
    found = [_finding("cost.failing", who, one, _failing(who, one)) for one in failing[:SHOWN]]
    return found + [_finding("cost.cut", who, one, _cut(who, one, currency)) for one in cut[:SHOWN]]


def _failing(who: str, one: Spender) -> str:
    named = f"{noun(who)} {brief(one.value)}"
    return f"{formats.share(one.failed)} of the calls of {named} fail: a gateway should stop asking at {formats.share(FAILING)}."


def _cut(who: str, one: Spender, currency: str) -> str:
    named, paid = f"{noun(who)} {brief(one.value)}", formats.money(one.cut_money, currency)
    return f"{formats.share(one.cut)} of the calls of {named} are cut off at the token limit: {paid} was paid for them."


def _finding(kind: str, who: str, one: Spender, sentence: str) -> Finding:
    return Finding(
        Verdict.CHANGED,
        kind,
        sentence,
        (f"n {formats.count(one.n)}",),
        segment={who: one.value},
        direction=Direction.WORSE,
        n_current=one.n,
        link=Link("traces", {"where": (str(Condition(who, "=", (one.value,))),)}),
    )
