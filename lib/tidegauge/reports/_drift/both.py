"""A row of day and week together: it changed only if it did so against both, hour by hour and segment by segment."""

from dataclasses import dataclass

from tidegauge import formats
from tidegauge.findings import Direction, Effect, Verdict, news
from tidegauge.metrics.metric import Metric
from tidegauge.reports._drift.follow import effect_of
from tidegauge.reports._drift.kinds import lowered, titled
from tidegauge.reports._drift.records import DriftRow, DriftTest, MixParts
from tidegauge.reports._drift.sentences import amount
from tidegauge.reports._drift.strata import Within
from tidegauge.reports._drift.subjects import Form, Subject
from tidegauge.reports._mix import is_only_mix
from tidegauge.stats.materiality import ColumnTest, Floor, Judged, seen_by
from tidegauge.stats.normal import critical

ENOUGH = 0.8
"""The share of current rows that has to be in strata which both days have, before anything is called mix."""


@dataclass(frozen=True, eq=False)
class Both:
    """One metric against the same hours of yesterday and of last week."""

    subject: Subject
    metric: Metric
    day: Within
    week: Within

    @property
    def what(self) -> str:
        """What it is called: a category by the rate that is declared over it."""
        return self.subject.what if self.subject.form is Form.NUMBERS else lowered(self.metric.label)

    @property
    def change(self) -> float:
        """The smaller of the two changes, or 0 where they point in opposite directions."""
        day, week = (float(one.found.common.value) for one in (self.day, self.week))
        return min(day, week, key=abs) if day * week > 0 else 0.0

    @property
    def floor(self) -> float:
        """The smallest change that matters."""
        return self.metric.floor * (abs(self.day.before) if self.metric.floor_relative else 1.0)

    @property
    def test(self) -> ColumnTest:
        """Both tests as one: the larger p-value, since both have to hold."""
        tests = [one.found.common for one in (self.day, self.week)]
        error = max(float(one.high - one.low) for one in tests) / (2 * critical(0.95))

        n_reference, n_current = (
            min(float(getattr(one, name)) for one in tests) for name in ("n_reference", "n_current")
        )
        p_value = max(float(one.p_value) for one in tests)
        return ColumnTest(
            self.subject.key,
            "day_and_week",
            p_value,
            self.change,
            Floor(self.floor),
            seen_by(error),
            n_reference,
            n_current,
        )

    @property
    def is_mix(self) -> bool:
        """Whether the total moved against both, by traffic alone, and nearly all of it could be compared."""
        return all(
            one.found.compared >= ENOUGH
            and is_only_mix(one.parts.change, one.parts.rate, one.parts.mix, one.errors.rate, self.floor)
            for one in (self.day, self.week)
        )

    @property
    def is_constant(self) -> bool:
        """Whether all three days say the same."""
        return self.day.before == self.day.now == self.week.before


def row(both: Both, judged: Judged, by: str, coverage: float, currency: str) -> DriftRow:
    """Return the row of the table; `by` names the strata."""
    verdict, unit = Verdict(judged.verdict), both.metric.unit
    changed = verdict is Verdict.CHANGED
    mix = both.is_mix and not changed
    rising = both.change > 0 if both.change else None
    return DriftRow(
        key=both.subject.key,
        kind=both.subject.kind,
        column=both.subject.column,
        what=both.what,
        unit=unit,
        verdict=Verdict.NOT_MATERIAL if mix else verdict,
        direction=news(rising, both.metric.direction) if changed else Direction.NEUTRAL,
        rising=rising,
        before=formats.value(both.day.before, unit, currency),
        now=formats.value(both.day.now, unit, currency),
        size="mix only" if mix else _size(judged, verdict, unit, currency),
        effect=abs(both.change) / both.floor if both.floor else 0.0,
        onset=None,
        coverage=coverage,
        n_reference=int(judged.tested.n_reference),
        n_current=int(judged.tested.n_current),
        p_value=judged.adjusted,
        tests=(_shown("day", "Against yesterday", both.day), _shown("week", "Against last week", both.week)),
        sentence=_sentence(both, verdict, by, currency, mix=mix),
        mix=_parts(both, by) if mix else None,
        difference=_difference(both),
    )


def _difference(both: Both) -> Effect:
    """The smaller of the two changes: both hold at least that."""
    one = min(both.day.found.common, both.week.found.common, key=lambda change: abs(float(change.value)))
    return Effect(float(one.value), float(one.low), float(one.high), both.metric.unit)


def _size(judged: Judged, verdict: Verdict, unit: str, currency: str) -> str:
    if verdict is Verdict.CANNOT_TELL:
        return f"sees ≥ {_amount(judged.smallest_detectable, unit, currency).lstrip('+')}"
    return _amount(judged.tested.effect, unit, currency)


def _amount(effect: float, unit: str, currency: str) -> str:
    nothing = formats.value(0.0, unit, currency)
    is_nothing = unit != "share" and formats.value(abs(effect), unit, currency) == nothing
    return nothing if is_nothing else amount(effect, unit, currency)


def _shown(name: str, label: str, one: Within) -> DriftTest:
    common = one.found.common
    return DriftTest(
        name, f"{label}, within hours and segments", float(common.value), p_value=float(common.p_value)
    )


def _parts(both: Both, by: str) -> MixParts:
    parts, errors, unit = both.day.parts, both.day.errors, both.metric.unit
    return MixParts(by, effect_of(parts.mix, errors.mix, unit), effect_of(parts.rate, errors.rate, unit))


def _sentence(both: Both, verdict: Verdict, by: str, currency: str, *, mix: bool) -> str:
    what, unit = titled(both.what), both.metric.unit
    day, week, now = (
        formats.value(one, unit, currency) for one in (both.day.before, both.week.before, both.day.now)
    )
    values = f"{now} now, {day} in the same hours yesterday, {week} last week"
    if mix:
        return f"{what} moved by traffic mix ({values}): within hours and {by} it hardly did."
    if verdict is Verdict.CHANGED:
        verb = "rose" if both.change > 0 else "fell"
        return f"{what} {verb} against yesterday and last week alike ({values}), with the traffic held still."
    if verdict is Verdict.CANNOT_TELL:
        return f"{what}: too little data to tell against both days ({values})."
    return f"{what} did not change against both ({values})."
