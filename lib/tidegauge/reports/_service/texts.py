"""The service in words: objectives, alerts of their budgets, the load."""

from datetime import datetime

from tidegauge import formats
from tidegauge.formats.times import local
from tidegauge.reports._service.records import BurnPair, Load, SloState

_HOUR, _DAY = 60, 24 * 60


def length_words(minutes: int) -> str:
    """Return a window's length.

    >>> length_words(5), length_words(360), length_words(4320)
    ('5 min', '6 h', '3 days')
    """
    if minutes >= 2 * _DAY:
        return f"{minutes // _DAY} days"
    return f"{minutes // _HOUR} h" if minutes >= _HOUR else f"{minutes} min"


def times_words(burn: float) -> str:
    """Return a pace.

    >>> times_words(14.4), times_words(0.62), times_words(float("nan"))
    ('14 times', '0.6 times', '–')
    """
    text = formats.decimal(burn, 0 if burn >= 9.95 else 1)
    return text if text == formats.MISSING else f"{text} times"


def objective_words(one: SloState) -> str:
    """Return what is asked of the calls: `99.5% did not fail, 28 days`."""
    return f"{percent(one.objective)} {one.what}, {one.days} {'day' if one.days == 1 else 'days'}"


def percent(share: float) -> str:
    """Return an objective as it was written: rounding would change it.

    >>> percent(0.999), percent(0.9995), percent(0.5)
    ('99.9%', '99.95%', '50%')
    """
    return f"{share * 100:.10g}%"


def good_words(one: SloState) -> str:
    """Return the share of good calls with its interval."""
    if not one.n:
        return "not recorded"
    good, digits = one.good, _digits(one.objective)
    bounds = f"[{good.low * 100:.{digits}f}, {good.high * 100:.{digits}f}]"
    return f"{good.value * 100:.{digits}f}% {bounds}"


def _digits(objective: float) -> int:
    """Two digits of what an objective allows: of 99.9% the hundredths of a percent are the news."""
    return 1 if objective <= 0.98 else 2 if objective <= 0.998 else 3


def left_words(one: SloState) -> str:
    """Return how much of the error budget is left, with its interval."""
    if not one.n:
        return formats.MISSING
    left = one.left
    if left.value < 0:
        return f"overdrawn by {_whole(-left.value)}% [{_whole(-left.high)}, {_whole(-left.low)}]"
    return f"{_whole(left.value)}% [{_whole(left.low)}, {_whole(left.high)}]"


def _whole(share: float) -> str:
    return formats.decimal(share * 100, 0)


def pace_words(one: SloState) -> str:
    """Return how fast the budget goes in the last day, with its interval."""
    if not one.pace.n:
        return "no calls in the last day"
    return f"{times_words(one.pace.value)} [{one.pace.low:.1f}, {one.pace.high:.1f}]"


def end_words(one: SloState, zone: str) -> str:
    """Return when the budget ends at the pace of the last day: `Fri 27 Nov [26 Nov, 1 Dec]`."""
    if not one.n:
        return formats.MISSING
    if one.left.value <= 0:
        return "used up"
    if one.ends is None:
        if one.ends_earliest is None:
            return f"not within {one.days} days"
        return f"not within {one.days} days; at worst {_day(one.ends_earliest, zone, one.at)}"
    latest = "later" if one.ends_latest is None else _day(one.ends_latest, zone, one.at)
    earliest = one.ends_earliest or one.ends
    return f"{_day(one.ends, zone, one.at)} [{_day(earliest, zone, one.at)}, {latest}]"


def _day(at: datetime, zone: str, now: datetime) -> str:
    here = local(at, zone)
    if (at - now).total_seconds() < _DAY * 60:
        return f"{here:%H:%M}" if here.date() == local(now, zone).date() else f"{here:%a %H:%M}"
    return f"{here.day} {here:%b}"


def pair_words(one: BurnPair) -> str:
    """Return an alert in words: what it takes, and what it found."""
    windows = f"{length_words(one.long)} and {length_words(one.short)}"
    now = (
        f"{times_words(one.burns.value)} [{one.burns.low:.1f}, {one.burns.high:.1f}]"
        if one.burns.n
        else "no calls"
    )
    return f"{windows} at {one.factor:g} times: {now} and {times_words(one.burns_short.value)}"


def loudest(one: SloState) -> BurnPair | None:
    """Return the first of the alerts that speaks: they are ordered by how fast the budget goes."""
    return next((pair for pair in one.pairs if pair.speaks), None)


def alert_words(one: SloState) -> str:
    """Return what the alerts of a budget say.

    The first that speaks is told; one that does not go beyond chance says so.
    """
    pair = loudest(one)
    if pair is None:
        return "none" if one.n else formats.MISSING
    what = "page" if pair.page else "ticket"
    unsure = "" if pair.verdict.value == "changed" else ", may be chance"
    return f"{what}: {times_words(pair.burns.value)} over {length_words(pair.long)}{unsure}"


def load_words(one: Load, zone: str) -> str:
    """Return how many calls come, in words."""
    peak = f"busiest minute {formats.count(one.peak)} at {formats.moment(one.peak_at, zone)}"
    return peak if one.peak_reference is None else f"{peak}, before {formats.count(one.peak_reference)}"
