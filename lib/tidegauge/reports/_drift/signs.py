"""The two-of-four rule: latency without longer inputs, similarity, hallucinations or flags, tokens a session."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import isnan, nan

from tidegauge import formats
from tidegauge.filters import TraceFilter
from tidegauge.findings import Direction, Effect, Finding, Link, Verdict
from tidegauge.metrics.declaration import builtin_metrics, declare
from tidegauge.metrics.lookup import available
from tidegauge.metrics.metric import Metric
from tidegauge.reports._drift.days import Days, days_of, last_days
from tidegauge.reports._drift.text import TextDrift
from tidegauge.reports.source import Source
from tidegauge.settings import MetricTable
from tidegauge.stats.worsening import Slope, from_usual

ALPHA = 0.05
DAYS = 7
ENOUGH = 2
"""Signs that have to worsen together: one alone happens by chance, and for many reasons."""

_TOKENS = "coalesce(input_tokens + output_tokens, input_tokens, output_tokens)"
_SESSION = "tokens_per_session"
_FLAGS = {"hallucination_rate": "more hallucinations", "flagged_rate": "more flagged answers"}
"""The first of them that is recorded is looked at."""
_NUMBERS = ("no", "one", "two", "three", "four")


@dataclass(frozen=True)
class Sign:
    """One of the four: its value that was usual, its slope over seven days, and whether it worsened.

    `floor` is the change over the seven days that matters, in the sign's own unit.
    """

    name: str
    worse: str
    unit: str
    usual: float
    slope: Slope | None
    rising: bool
    floor: float

    @property
    def worsened(self) -> bool:
        """Whether the days moved the wrong way, farther than the floor, and by more than they scatter."""
        if self.slope is None or self.slope.p_value / 2 >= ALPHA or isnan(self.usual):
            return False
        reached = self.slope.reached if self.rising else -self.slope.reached
        return reached >= self.floor


def signs(source: Source, asked: TraceFilter, texts: TextDrift) -> tuple[Sign, ...]:
    """Return those of the four signs that the store records; none where the current window is shorter than a week.

    Each is tested on the last seven days against the same weekdays of the reference.
    """
    window, reference = asked.current.window, asked.reference
    if reference is None or reference.window.overlaps(window) or window.length < timedelta(days=DAYS):
        return ()
    known = [one for one in _metrics() if available(one, source.store.catalog())]
    days = {name: last_days(*sided, DAYS) for name, sided in days_of(source, asked, known).items()}
    found = [_latency(days), _similarity(texts), _flagged(days), _tokens(days)]
    return tuple(one for one in found if one is not None and one.slope is not None)


def _metrics() -> list[Metric]:
    builtin = (builtin_metrics()[name] for name in ("latency_p50", "input_tokens", *_FLAGS))
    return [*builtin, declare(_SESSION, MetricTable(expression=f"sum({_TOKENS})", per="session_id"))]


def two_of_four(source: Source, asked: TraceFilter, texts: TextDrift) -> Finding | None:
    """Return the finding when two or more of the four signs worsened over seven days, else None."""
    every = signs(source, asked, texts)
    worse = [one for one in every if one.worsened]
    if len(worse) < ENOUGH:
        return None
    number = _NUMBERS[len(worse)].capitalize()
    return Finding(
        verdict=Verdict.CHANGED,
        kind="drift.signs",
        sentence=f"{number} of four drift signs worsened for {DAYS} days: {', '.join(one.worse for one in worse)}.",
        details=(*map(_detail, worse), *_steady(every), *_unknown(every)),
        direction=Direction.WORSE,
        effect=_effect(worse[0]),
        p_value=max(one.slope.p_value for one in worse if one.slope is not None),
        link=Link("drift"),
    )


def _latency(days: Mapping[str, Days | None]) -> Sign | None:
    """Latency, unless inputs grew by half as much: longer questions take longer."""
    latency, inputs = days.get("latency_p50"), days.get("input_tokens")
    if latency is None:
        return None
    sign = _sign(latency, "latency", "slower without longer inputs", "ms", 0.05)
    return None if sign.worsened and inputs is not None and _grew(inputs) >= _grew(latency) / 2 else sign


def _similarity(texts: TextDrift) -> Sign | None:
    days = last_days(*texts.days, DAYS)
    if days is None:
        return None
    slope = from_usual(days.differences)
    return Sign("similarity", "answers less similar", "", days.usual, slope, rising=False, floor=0.02)


def _flagged(days: Mapping[str, Days | None]) -> Sign | None:
    recorded = ((name, worse, days.get(name)) for name, worse in _FLAGS.items())
    found = next(((name, worse, one) for name, worse, one in recorded if one is not None), None)
    if found is None:
        return None
    name, worse, one = found
    return _sign(one, name.replace("_", " "), worse, "share", 0.0, least=0.005)


def _tokens(days: Mapping[str, Days | None]) -> Sign | None:
    found = days.get(_SESSION)
    return (
        None if found is None else _sign(found, "tokens a session", "more tokens a session", "tokens", 0.05)
    )


def _sign(days: Days, name: str, worse: str, unit: str, share: float, least: float = 0.0) -> Sign:
    floor = max(abs(days.usual) * share, least)
    return Sign(name, worse, unit, days.usual, from_usual(days.differences), rising=True, floor=floor)


def _grew(days: Days) -> float:
    """Return the relative growth over the days."""
    slope = from_usual(days.differences)
    return slope.reached / days.usual if slope and days.usual else 0.0


def _detail(sign: Sign) -> str:
    slope = sign.slope
    reached = slope.reached if slope else nan
    now = formats.value(sign.usual + reached, sign.unit)
    told = f"{sign.name} {formats.value(sign.usual, sign.unit)} → {now}"
    return f"{told}, {formats.p_value(slope.p_value)}" if slope else told


def _steady(every: Sequence[Sign]) -> tuple[str, ...]:
    names = [one.name for one in every if not one.worsened]
    return (f"not worse: {', '.join(names)}",) if names else ()


def _unknown(every: Sequence[Sign]) -> tuple[str, ...]:
    missing = 4 - len(every)
    return (f"not recorded, or explained by longer inputs: {_NUMBERS[missing]}",) if missing else ()


def _effect(sign: Sign) -> Effect | None:
    slope = sign.slope
    return Effect(slope.value, slope.low, slope.high, sign.unit) if slope else None
