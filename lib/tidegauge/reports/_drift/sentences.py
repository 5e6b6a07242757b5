"""What is said of one row of a drift table: a sentence for each verdict, and the size in a few words."""

from dataclasses import dataclass
from math import isfinite

from tidegauge import formats
from tidegauge.filters import TraceFilter
from tidegauge.findings import Verdict
from tidegauge.reports._drift.headline import Aspect, Headline
from tidegauge.reports._drift.kinds import titled
from tidegauge.reports._onset import Onset
from tidegauge.stats.materiality import Judged

_NAMES = {"kolmogorov_smirnov": "KS", "chi_squared": "TVD"}
"""Whose size the value tests are read by."""


@dataclass(frozen=True, eq=False)
class Told:
    """What a sentence is made of. `leading` is the test that decided; None of what cannot be tested.

    `among` says of what rows a share is one.
    """

    headline: Headline
    aspect: Aspect
    verdict: Verdict
    leading: Judged | None
    onset: Onset | None
    asked: TraceFilter
    currency: str
    among: str = "calls"


def size(told: Told) -> str:
    """Return how large a change is: `KS 0.31`, `+0.6 pt`, or, where nobody can tell, `sees ≥ KS 0.05`."""
    if told.leading is None:
        return ""
    if told.verdict is Verdict.CANNOT_TELL:
        least = told.leading.smallest_detectable
        return f"sees ≥ {_amount(told, abs(least), signed=False)}" if isfinite(least) else "too few rows"
    return _amount(told, told.leading.tested.effect, signed=True)


def _amount(told: Told, effect: float, *, signed: bool) -> str:
    assert told.leading is not None  # noqa: S101  asked by `size` only
    method = told.leading.tested.method
    if method == "chi_squared" and not told.headline.value and told.headline.unit == "share":
        shift = told.headline.now - told.headline.before if signed else abs(effect)
        return formats.points(shift) if signed else formats.points(shift).lstrip("+")
    if method in _NAMES:
        return f"{_NAMES[method]} {formats.decimal(abs(effect), 2)}"
    text = amount(effect, told.headline.unit, told.currency)
    return text if signed else text.lstrip("+−")


def amount(effect: float, unit: str, currency: str) -> str:
    """Return a difference with its sign.

    >>> amount(0.006, "share", "USD"), amount(-94, "tokens", "USD")
    ('+0.6 pt', '−94')
    """
    if unit == "share":
        return formats.points(effect)
    return ("+" if effect > 0 else "−") + formats.value(abs(effect), unit, currency)


def sentence(told: Told) -> str:
    """Return the sentence of a row, complete in itself."""
    what = titled(told.headline.what)
    if told.verdict is Verdict.CHANGED:
        return f"{_changed(told, what)}{since(told.onset, told.asked)}."
    before, now = _sides(told)
    if told.verdict is Verdict.CANNOT_TELL:
        seen = size(told)
        return (
            f"{what}: too little data to tell ({before} before, {now} now{'; it ' + seen if seen else ''})."
        )
    return f"{what} did not change materially ({before} before, {now} now)."


def _changed(told: Told, what: str) -> str:
    head = told.headline
    before, now = (formats.value(side, head.unit, told.currency) for side in (head.before, head.now))
    if told.aspect is Aspect.MISSING:
        return f"{what.removesuffix(' missing')} is missing in {now} of calls, before in {before}"
    if head.value:
        verb = "rose" if head.rising else "fell"
        lead = (
            f"{what}: {head.value}"
            if told.aspect is Aspect.SINGLE
            else f"The mix of {head.what} changed: {head.value}"
        )
        return f"{lead} {verb} from {before} to {now} of {told.among}"
    if head.rising is None or before == now:
        return f"{what} is spread differently, around the same mean of {now}"
    verb = "rose" if head.rising else "fell"
    unit = f" {head.unit}" if head.unit == "tokens" else ""
    return f"{what} {verb} from {before} to {now}{unit}{_relative(head)}"


def _relative(head: Headline) -> str:
    if head.unit not in {"tokens", "ms", "usd", "count"} or not head.before:
        return ""
    return f" ({formats.relative(head.now / head.before - 1)})"


def _sides(told: Told) -> tuple[str, str]:
    head = told.headline
    return head.written(head.before, told.currency), head.written(head.now, told.currency)


def since(onset: Onset | None, asked: TraceFilter) -> str:
    """Return `, since Thu 19 Nov 02:00`, or nothing."""
    if onset is None:
        return ""
    return f", since {formats.moment(onset.at, asked.time_zone, asked.current.window.end)}"
