"""The page's findings in words: what moved among the numbers that pay, where, since which change, and what moved first."""

from collections.abc import Sequence
from dataclasses import replace

from tidegauge import formats
from tidegauge.findings import Direction, Finding, Link, Verdict, rank
from tidegauge.reports._business.further import further
from tidegauge.reports._business.said import Said
from tidegauge.reports._business.texts import lag_words, late_words, money_words
from tidegauge.reports._comparison_finding import comparison_finding
from tidegauge.reports._records import Comparison
from tidegauge.reports._sentences import brief, change, doubt, moved, standing

EVERYWHERE = 2 / 3
"""The share of calls in segments that moved alike from which on no segment is named."""


def findings_of(said: Said) -> tuple[Finding, ...]:
    """Return the page's finding, then what else is worth saying, worst first."""
    head = _headline(said)
    rest = further(said, head.metric)
    return (head, *sorted(rest, key=lambda one: rank(one.verdict, one.direction)))


def _changed(outcomes: Sequence[Comparison]) -> list[Comparison]:
    return [one for one in outcomes if one.verdict is Verdict.CHANGED]


def _headline(said: Said) -> Finding:
    main = next(one for one in said.outcomes if one.metric == said.main)
    changed = sorted(
        _changed(said.outcomes), key=lambda one: (rank(one.verdict, one.direction), one.metric != said.main)
    )
    if not changed:
        return _calm(main, said)
    lead = changed[0]
    parts = [
        f"{moved(lead, said.currency)}{_where(lead, said)}.",
        _change_words(lead, said),
        _first(lead, said),
    ]
    return _finding(lead, " ".join(filter(None, parts)), said)


def _calm(main: Comparison, said: Said) -> Finding:
    value = formats.value(main.current.value, main.unit, said.currency)
    if not said.final:
        sentence = f"{main.label} is {value} so far: no call of this window has all its outcomes yet."
        verdict = Verdict.CANNOT_TELL
    elif not said.compared:
        sentence, verdict = f"{main.label} is {value}; nothing to compare with.", Verdict.CANNOT_TELL
    elif any(one.verdict is Verdict.NOT_MATERIAL for one in said.outcomes):
        unsure = sum(one.verdict is Verdict.CANNOT_TELL for one in said.outcomes)
        tail = f"; {unsure} of {len(said.outcomes)} cannot be told" if unsure else ""
        sentence = f"No outcome changed materially{tail}. {main.label} is {value}."
        verdict = Verdict.NOT_MATERIAL
    else:
        sentence, verdict = f"{main.label} is {value}: {doubt(main, said.currency)}.", Verdict.CANNOT_TELL
    return replace(_finding(main, sentence, said), verdict=verdict, direction=Direction.NEUTRAL, rising=None)


def _finding(one: Comparison, sentence: str, said: Said) -> Finding:
    return replace(comparison_finding(one, "business", sentence, _details(one, said)), link=Link("business"))


def _details(one: Comparison, said: Said) -> list[str]:
    sessions = f"{standing(one).partition(' · ')[0]} sessions"
    looked_at = f"{len(said.outcomes)} figures looked at, corrected" if len(said.outcomes) > 1 else ""
    return [change(one, said.currency), sessions, late_words(said.delay), looked_at]


def _where(lead: Comparison, said: Said) -> str:
    """Return the segment that moved the same way, unless most did."""
    if said.by is None or lead.metric != said.main:
        return ""
    alike = [
        one
        for one in said.allocation
        if one.outcome.verdict is Verdict.CHANGED and one.outcome.rising == lead.rising
    ]
    calls = sum(one.calls for one in said.allocation)
    if not alike or sum(one.calls for one in alike) >= EVERYWHERE * calls:
        return ""
    most = max(
        alike, key=lambda one: one.calls * abs(one.outcome.difference.value if one.outcome.difference else 0)
    )
    return f", most where {said.by} = {brief(most.value)}"


def _change_words(lead: Comparison, said: Said) -> str:
    """Return the sentence of the change that moved it most the same way, with its money where that is more than chance."""
    alike = [
        one for one in said.changes if one.verdict is Verdict.CHANGED and one.direction is lead.direction
    ]
    if not alike or lead.metric != said.main:
        return ""
    most = max(alike, key=lambda one: abs(one.effect.value) if one.effect else 0.0)
    if most.money_verdict is not Verdict.CHANGED:
        return f"It moved with {brief(most.change)}."
    amount = money_words(most.money, said.worth_unit, said.currency)
    return f"It moved with {brief(most.change)}: {amount} a week."


def _first(lead: Comparison, said: Said) -> str:
    found = [
        one
        for one in said.leads
        if one.verdict is Verdict.CHANGED and one.lag > 0 and one.outcome == lead.metric
    ]
    return f"{found[0].signal_label} moves first, {lag_words(found[0])} earlier." if found else ""
