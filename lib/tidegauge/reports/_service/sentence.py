"""What is worth saying of the service: error budgets that go, tails that grew while the mean did not, calls turned away."""

from collections.abc import Sequence

from tidegauge import formats
from tidegauge.findings import Direction, Finding, Link, Verdict, rank
from tidegauge.reports._records import Comparison, Segment
from tidegauge.reports._sentences import brief, change, moved
from tidegauge.reports._service.records import SloState
from tidegauge.reports._service.texts import length_words, loudest, pair_words, percent, times_words

TAILS = ("latency_p95", "latency_p99", "first_token_p95", "first_token_p99")
REFUSED = ("timeouts", "rate_limited")
SHOWN = 3
"""Segments that are told; the table has all of them."""


def findings_of(
    figures: Sequence[Comparison], rows: Sequence[Segment], slos: Sequence[SloState]
) -> tuple[Finding, ...]:
    """Return the findings, most important first; one that says so where nothing of the speed changed."""
    found = [_slo(one) for one in slos if one.verdict is not Verdict.NOT_MATERIAL and one.n]
    by_name = {one.metric: one for one in figures}
    told = [by_name[name] for name in (*TAILS, *REFUSED) if name in by_name]
    found += [_figure(one, by_name) for one in told if one.verdict is Verdict.CHANGED]
    found += _segments(rows)
    found = found or _quiet(by_name)
    return tuple(sorted(found, key=lambda one: rank(one.verdict, one.direction)))


def _slo(one: SloState) -> Finding:
    return Finding(
        one.verdict,
        "service.slo",
        _slo_sentence(one),
        _slo_details(one),
        metric=one.name,
        direction=one.direction,
        rising=None,
        n_current=one.n,
        link=Link("traces", {"where": one.where}) if one.where else None,
    )


def _slo_sentence(one: SloState) -> str:
    name = f"The error budget of {brief(one.name)}"
    pair = loudest(one)
    if one.verdict is Verdict.CANNOT_TELL:
        return (
            f"{name} cannot be told: {formats.count(one.n)} calls, {formats.count(one.bad)} of them not good."
        )
    if one.left.value <= 0:
        return f"{name} is used up: {formats.count(one.bad)} of {formats.count(one.n)} calls in {one.days} days were not good."
    assert pair is not None  # noqa: S101  else nothing changed
    return (
        f"{name} goes {times_words(pair.burns.value)} too fast in the last {length_words(pair.long)}: "
        f"{_whole(one.left.value)} of it is left."
    )


def _whole(share: float) -> str:
    return f"{formats.decimal(share * 100, 0)}%"


def _slo_details(one: SloState) -> tuple[str, ...]:
    allowed = (1 - one.objective) * one.n
    pair = loudest(one)
    facts = [f"objective {percent(one.objective)} {one.what}, {one.days} days", f"n {formats.count(one.n)}"]
    if allowed < 20:
        facts.append(f"{formats.decimal(allowed, 1)} calls may be bad")
    if pair is not None:
        facts.append(pair_words(pair))
    if one.dispersion >= 1.5:
        facts.append(f"failures vary {formats.decimal(one.dispersion, 1)} times more than by chance")
    return tuple(facts)


def _figure(one: Comparison, by_name: dict[str, Comparison]) -> Finding:
    mean = by_name.get(f"{one.metric.rpartition('_')[0]}_mean")
    sentence = moved(one, "USD")
    details = [change(one, "USD"), f"n {formats.count(one.current.n)}"]
    if mean is not None and one.metric in TAILS and mean.reference is not None:
        ends = (formats.duration(side.value) for side in (mean.reference, mean.current))
        details.insert(0, f"the mean {' → '.join(ends)}")
        if mean.verdict is Verdict.NOT_MATERIAL and one.direction is Direction.WORSE:
            sentence += ", and the mean hides it"
    return Finding(
        one.verdict,
        f"service.{one.metric}",
        f"{sentence}.",
        tuple(details),
        metric=one.metric,
        direction=one.direction,
        rising=one.rising,
        effect=one.difference,
        n_current=one.current.n,
        n_reference=one.reference.n if one.reference else None,
        p_value=one.p_value,
    )


def _segments(rows: Sequence[Segment]) -> list[Finding]:
    worse = [
        (row, one)
        for row in rows
        for one in row.comparisons
        if one.metric == "latency_p95"
        and one.verdict is Verdict.CHANGED
        and one.direction is Direction.WORSE
        and not row.pooled
    ]
    worse.sort(key=lambda pair: -pair[0].share)
    return [_segment(row, one, len(rows)) for row, one in worse[:SHOWN]]


def _segment(row: Segment, one: Comparison, looked_at: int) -> Finding:
    named = ", ".join(f"{name} = {brief(value)}" for name, value in row.values.items())
    return Finding(
        one.verdict,
        "service.segment",
        f"Where {named}: {moved(one, 'USD')}.",
        (
            change(one, "USD"),
            f"n {formats.count(one.current.n)}",
            f"{formats.count(looked_at)} values looked at, corrected",
        ),
        metric=one.metric,
        segment=row.values,
        direction=one.direction,
        rising=one.rising,
        effect=one.difference,
        n_current=one.current.n,
        n_reference=one.reference.n if one.reference else None,
        p_value=one.p_value,
    )


def _quiet(by_name: dict[str, Comparison]) -> list[Finding]:
    one = by_name.get("latency_p95")
    if one is None or not one.current.n:
        return [Finding(Verdict.CANNOT_TELL, "service", "No latency is recorded of these calls.")]
    if one.reference is None:
        return []
    sentence = f"{one.label} is {formats.duration(one.current.value)}"
    verdict = one.verdict
    if verdict is Verdict.NOT_MATERIAL:
        sentence = f"The tails of the latency did not change materially: {sentence}"
    return [
        Finding(verdict, "service", f"{sentence}.", (change(one, "USD"), f"n {formats.count(one.current.n)}"))
    ]
