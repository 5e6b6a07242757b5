"""The sentence: what moved, which segments it comes from, since when; or that nothing stands out, or that it is mix."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isnan

from tidegauge import formats
from tidegauge.findings import Direction, Verdict
from tidegauge.reports._records import Comparison
from tidegauge.reports._scope.amounts import before_now, size, value
from tidegauge.reports._scope.grown import Grown
from tidegauge.reports._scope.records import MetricShown, RowKind, ScopeRow
from tidegauge.reports._scope.rows import in_words
from tidegauge.reports._sentences import named
from tidegauge.stats.scoping.records import Outcome

ALL, MOST = 0.9, 0.5
"""From which share of the difference on a segment is all of it, and most of it."""
LEAST = 0.1
"""What the rest does the other way is told from this share of the difference on."""
TOLD = 3
"""Causes that the sentence names."""


@dataclass(frozen=True)
class Told:
    """What the sentence is made of."""

    outcome: Outcome
    shown: MetricShown
    comparison: Comparison
    total: ScopeRow
    causes: tuple[ScopeRow, ...]
    rest: ScopeRow
    rest_name: str
    grown: Grown | None
    searched: int
    zone: str
    now: datetime
    currency: str


def sentence(told: Told) -> str:
    """Return the sentence."""
    if told.outcome is Outcome.MIX:
        return f"{_of_mix(told)} {_each(told.causes, told, 'Besides, ')}".rstrip()
    if told.causes:
        return _of_causes(told)
    if told.outcome is Outcome.REVERSAL and told.comparison.verdict is Verdict.CHANGED:
        return _of_reversal(told)
    if told.comparison.verdict is Verdict.CHANGED:
        noun = "rise" if told.comparison.rising else "fall"
        return f"{lead(told)} Nothing stands out: the {noun} is spread evenly over {formats.count(told.searched)} segments."
    if told.comparison.verdict is Verdict.CANNOT_TELL:
        return (
            f"{told.shown.label} went {_ends(told)}, which is too little data to tell. No segment stands out."
        )
    return f"{told.shown.label} did not move materially, {_ends(told)}, and no segment stands out."


def lead(told: Told) -> str:
    """Return what the total did: `Format failures rose 1.5 points (0.9% to 2.4%).`"""
    total, shown = told.total, told.shown
    if told.comparison.verdict is not Verdict.CHANGED:
        return f"{shown.label} hardly moved in total ({_ends(told)})."
    verb = _verb(total.current.value > total.reference.value)
    if shown.level is not None and shown.threshold is not None:
        return f"{shown.label} {_verb(shown.level > shown.threshold)} {_ends(told)}."
    if shown.searched_unit == "share":
        return f"{shown.label} {verb} {size(told.comparison.difference.value if told.comparison.difference else 0.0, shown, told.currency)} ({_ends(told)})."
    return f"{shown.label} {verb} {_ends(told)}."


def _ends(told: Told) -> str:
    shown = told.shown
    before, now = (
        value(one.value, shown, told.currency) for one in (told.total.reference, told.total.current)
    )
    if shown.level is not None and shown.threshold is not None:
        was, is_ = (formats.value(one, shown.unit, told.currency) for one in (shown.threshold, shown.level))
        return f"from {was} to {is_}, and {before} to {now} of calls are above {was}"
    return f"{before} to {now}" if shown.searched_unit == "share" else f"from {before} to {now}"


def _verb(rising: bool | None) -> str:
    return "rose" if rising else "fell"


def _of_causes(told: Told) -> str:
    along = [one for one in told.causes if one.share is None or one.share > 0]
    against = [one for one in told.causes if one not in along]
    if told.comparison.verdict is not Verdict.CHANGED or not along:
        return f"{lead(told)} {_each(told.causes, told, 'Within it ')}"
    first, *others = along
    parts = [f"{_amount(first, told)} {_segment(first)}{_since(first, told)}"]
    parts += [f"{_points(one, told)} from {_segment(one)}{_since(one, told)}" for one in others[: TOLD - 1]]
    text = f"{lead(told)} {'; '.join(parts)}."
    return f"{text} {_opposite(against, told)}".rstrip()


def _each(causes: Sequence[ScopeRow], told: Told, begin: str) -> str:
    """Say what each cause did on its own: together they hardly move the total."""
    if not causes:
        return ""
    parts = [f"{_did(_segment(one), one, told)}{_since(one, told)}" for one in causes[:TOLD]]
    return f"{begin}{'; '.join(parts)}."


def _opposite(causes: Sequence[ScopeRow], told: Told) -> str:
    parts = [(_segment(one), one) for one in causes[:2]]
    rest = told.rest
    much = abs(rest.change) >= LEAST * abs(told.total.change)
    if much and rest.verdict is Verdict.CHANGED and rest.rising is (told.total.change < 0):
        parts.append((told.rest_name, rest))
    words = [_did(name, one, told) for name, one in parts]
    return f"The other way: {' and '.join(words)}." if words else ""


def _did(name: str, one: ScopeRow, told: Told) -> str:
    if isnan(one.reference.value):
        return f"{name}, is at {value(one.current.value, told.shown, told.currency)}"
    verb = _verb(one.moved.value > 0 if one.rising is None else one.rising)
    return f"{name} {verb} ({before_now(one.reference, one.current, told.shown, told.currency)})"


def _amount(one: ScopeRow, told: Told) -> str:
    share = one.share or 0.0
    if ALL <= share <= 2 - ALL:
        return "All of it comes from"
    if share > 1:
        return f"{_points(one, told, more=True)} comes from"
    own = size(one.change, told.shown, told.currency)
    own = f"{own.split(' ')[0]} of {size(told.total.change, told.shown, told.currency)}"
    return f"Most of it ({own}) comes from" if share >= MOST else f"{own[:1].upper()}{own[1:]} come from"


def _points(one: ScopeRow, told: Told, *, more: bool = False) -> str:
    text = size(one.change, told.shown, told.currency)
    return f"More than all of it ({text})" if more else text


def _segment(one: ScopeRow) -> str:
    text = f"the other calls of {named(one.where)}" if one.others else named(one.where)
    if one.kind is RowKind.NEW and len(one.where) == 1 and one.onset:
        return f"{text}, which is new"
    return f"{text}, which is gone" if one.kind is RowKind.GONE else text


def _since(one: ScopeRow, told: Told) -> str:
    return f", since {formats.moment(one.onset.at, told.zone, told.now)}" if one.onset else ""


def _because(told: Told) -> str:
    if told.grown is None:
        return ""
    verb = "grew" if told.grown.now > told.grown.before else "shrank"
    shares = f"{formats.share(told.grown.before)} to {formats.share(told.grown.now)}"
    return f"{named(in_words(told.grown.where))} {verb} from {shares} of calls"


def _of_mix(told: Told) -> str:
    word = {Direction.WORSE: "got worse", Direction.BETTER: "got better"}.get(
        told.comparison.direction, "moved"
    )
    only = "" if told.causes else f"; no segment {word}"
    because = f" because {_because(told)}" if told.grown else ""
    return f"Traffic mix changed{only}. {_plain(told)}{because}."


def _plain(told: Told) -> str:
    verb = _verb(told.total.current.value > told.total.reference.value)
    ends = _ends(told)
    return f"{told.shown.label} {verb} {ends if ends.startswith('from') else f'from {ends}'}"


def _of_reversal(told: Told) -> str:
    inside = told.total.rate_part + told.total.interaction
    verb, own = _verb(told.total.change > 0), _verb(inside > 0)
    amounts = [size(one, told.shown, told.currency) for one in (told.total.change, inside)]
    because = f", because {_because(told)}" if told.grown else ""
    return f"{told.shown.label} {verb} {amounts[0]} in total although it {own} {amounts[1]} at today's mix{because}."
