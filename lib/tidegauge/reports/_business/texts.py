"""The numbers of the page in words, for the page and the command."""

from tidegauge import formats
from tidegauge.findings import Effect, Verdict
from tidegauge.reports._business.records import (
    Allocation,
    BusinessReport,
    ChangeCost,
    Delay,
    Lead,
    RandomSlice,
)
from tidegauge.reports._records import Comparison, Measure

_DAY = 24.0


def business_words(report: BusinessReport) -> tuple[str, ...]:
    """Return what the words line says beyond the windows: whose calls, and until when outcomes are complete."""
    facts = [f"calls with outcomes: {' and '.join(report.where)}"] if report.where else []
    late = late_words(report.delay)
    return (*facts, *([late] if late else []))


def late_words(delay: Delay) -> str:
    """Return until when outcomes are complete: `last 2.0 days not final`."""
    if delay.hours is None or delay.final_until is None:
        return ""
    return f"last {span_words(delay.hours)} not final"


def span_words(hours: float) -> str:
    """Return a length of time.

    >>> span_words(0.6), span_words(5.25), span_words(48)
    ('36 min', '5.2 h', '2.0 days')
    """
    if hours < 2:
        return f"{max(round(hours * 60), 1)} min"
    return (
        f"{formats.decimal(hours, 1)} h" if hours < 2 * _DAY else f"{formats.decimal(hours / _DAY, 1)} days"
    )


def delay_words(delay: Delay) -> str:
    """Return how long outcomes take, in words."""
    if delay.hours is None:
        return "How long outcomes take is not known: too few are recorded. All are taken as complete."
    if delay.is_set:
        return f"Outcomes are taken as complete after {span_words(delay.hours)}, as the settings say."
    n = formats.count(delay.n)
    return f"95% of outcomes are there {span_words(delay.hours)} after their call (n {n}). Younger calls are in no test."


def value_words(one: Measure, unit: str, currency: str) -> str:
    """Return a value with its interval."""
    bounds = formats.interval(one.low, one.high, unit, currency, of=one.value)
    return f"{formats.value(one.value, unit, currency)} {bounds}".strip()


def ends_words(one: Comparison, currency: str) -> str:
    """Return before and now: `16% → 15%`."""
    now = formats.value(one.current.value, one.unit, currency)
    return (
        now if one.reference is None else f"{formats.value(one.reference.value, one.unit, currency)} → {now}"
    )


def change_words(one: Comparison, currency: str) -> str:
    """Return the change with its interval, or nothing."""
    return "" if one.difference is None else formats.difference(one.difference, one.unit, currency=currency)


def money_words(money: Effect | None, unit: str, currency: str) -> str:
    """Return an amount a week with its interval: `−$420 [−600, −240]`.

    >>> money_words(Effect(-420.0, -600.0, -240.0, "usd"), "usd", "USD")
    '−$420 [−$600, −$240]'
    """
    if money is None:
        return formats.MISSING
    return formats.difference(Effect(money.value, money.low, money.high, unit), unit, currency=currency)


def lag_words(one: Lead) -> str:
    """Return a lag with its interval: `2 days [1, 4]`."""
    size = abs(one.lag)
    noun = one.unit[:-1] if size == 1 else one.unit
    if one.low is None or one.high is None:
        return f"{size} {noun}"
    low, high = sorted((abs(one.low), abs(one.high))) if one.low * one.high > 0 else (one.low, one.high)
    return f"{size} {noun} [{low:.0f}, {high:.0f}]".replace("[-", "[−")


def lead_words(one: Lead) -> str:
    """Return which of two goes first; of what is not proven only where they are most alike."""
    if one.verdict is not Verdict.CHANGED:
        unit, way = one.unit[:-1] if abs(one.lag) == 1 else one.unit, "before" if one.lag > 0 else "after"
        where = f", {abs(one.lag)} {unit} {way}" if one.lag else " and"
        return f"{one.signal_label}{where} {one.outcome_label}"
    if one.lag == 0:
        return f"{one.signal_label} and {one.outcome_label} move on the same {one.unit[:-1]}"
    first, then = (
        (one.signal_label, one.outcome_label) if one.lag > 0 else (one.outcome_label, one.signal_label)
    )
    return f"{first} moves {lag_words(one)} before {then}"


def share_words(one: Allocation, currency: str) -> str:
    """Return a segment's share before and now."""
    return ends_words(one.share, currency)


def held_words(one: ChangeCost) -> str:
    """Return how long was compared with what, and what stands in the way of trusting it."""
    if one.note:
        return one.note
    before = "the week before" if one.same_hours else "right before"
    facts = [f"{span_words(one.hours)}, {before}"]
    if one.compared < 0.995:
        facts.append(f"{formats.share(one.compared)} of calls have their like")
    if one.beside:
        facts.append(f"not told apart from {one.beside[0]}")
    return " · ".join(facts)


def gain_words(one: ChangeCost, unit: str, currency: str) -> str:
    """Return what a change brought or cost a week, and that it may be chance where it may."""
    text = money_words(one.money, unit, currency)
    unsure = one.money is not None and one.money_verdict is Verdict.CANNOT_TELL
    return f"{text}, cannot tell" if unsure else text


def slice_rows(one: RandomSlice, currency: str) -> tuple[tuple[str, str, str], ...]:
    """Return the rows of the random slice and of steered traffic, before and now: label, value with interval, n."""
    rows = [
        ("steered by the model, before", one.steered_reference),
        ("steered by the model, now", one.steered),
        ("random, before", one.random_reference),
        ("random, now", one.random),
    ]
    return tuple(
        (label, value_words(side, one.unit, currency), formats.count(side.n)) for label, side in rows if side
    )
