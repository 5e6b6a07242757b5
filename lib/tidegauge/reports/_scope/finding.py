"""The finding of the page: its sentence, and what it stands on."""

from collections.abc import Mapping
from dataclasses import replace

from tidegauge import formats
from tidegauge.filters import TraceFilter
from tidegauge.findings import Direction, Finding, Link, Verdict
from tidegauge.reports._rulers import Ruler, in_words
from tidegauge.reports._scope.amounts import before_now, effect, interval
from tidegauge.reports._scope.records import Replay, ScopeRow
from tidegauge.reports._scope.sentence import Told, lead, sentence
from tidegauge.reports._sentences import named
from tidegauge.stats.scoping.records import Outcome

PAGE = "scope"
EVERY = 0.995
"""Below this coverage a share of the calls that record the metric is another number than one of all calls."""


def finding(
    told: Told,
    rest: ScopeRow,
    asked: TraceFilter,
    dimensions: int,
    ruler: Ruler | None,
    replayed: Replay | None,
) -> Finding:
    """Return the finding; a judge that changed makes it not comparable, whatever the segments did."""
    named = told.causes and ruler is None and told.outcome is not Outcome.MIX
    found = told.causes[0] if named else None
    verdict, direction, rising = _verdict(told, ruler)
    said = Finding(
        verdict=verdict,
        kind=f"scope.{told.outcome.value.replace(' ', '_')}",
        sentence=f"{lead(told).rstrip('.')}, but {in_words(ruler, asked)}." if ruler else sentence(told),
        details=tuple(filter(None, _details(told, rest, found, dimensions))),
        metric=told.shown.name,
        segment=dict(found.where) if found else {},
        direction=direction,
        rising=rising,
        effect=told.comparison.difference,
        n_reference=told.comparison.reference.n if told.comparison.reference else None,
        n_current=told.comparison.current.n,
        p_value=told.comparison.p_value,
        onset=found.onset.at if found and found.onset else (ruler.since if ruler else None),
        link=Link(PAGE, _params(told)),
    )
    return with_replay(said, replayed)


def with_replay(found: Finding, replayed: Replay | None) -> Finding:
    """Return a finding with how often the same search names something as strong: in its sentence where that is often."""
    words = replay_words(replayed)
    if replayed is None or not words:
        return found
    if not replayed.ordinary:
        return replace(found, details=(*found.details, words))
    return replace(found, sentence=f"{found.sentence} That is not unusual here: {words}.")


def _params(told: Told) -> Mapping[str, str]:
    return {"of": told.shown.name}


def _verdict(told: Told, ruler: Ruler | None) -> tuple[Verdict, Direction, bool | None]:
    if ruler is not None:
        return Verdict.NOT_COMPARABLE, Direction.NEUTRAL, told.comparison.rising
    if told.outcome is Outcome.MIX:
        return Verdict.NOT_MATERIAL, Direction.NEUTRAL, None
    if told.causes:
        first = told.causes[0]
        return Verdict.CHANGED, first.direction, first.rising
    one = told.comparison
    return one.verdict, one.direction, one.rising


def _details(told: Told, rest: ScopeRow, found: ScopeRow | None, dimensions: int) -> tuple[str, ...]:
    looked = (
        f"{formats.count(told.searched)} segments looked at over {dimensions} "
        f"{'dimension' if dimensions == 1 else 'dimensions'}, corrected"
    )
    whole = (
        f"{effect(told.comparison.difference, told.shown, told.currency)} in all"
        if told.comparison.difference and not told.comparison.relative
        else ""
    )
    if found is None:
        return whole, _parts(told), looked
    left = f"rest of traffic {effect(rest.moved, told.shown, told.currency)}" if rest.n else ""
    return _there(found, told), also(found), left, looked


def also(found: ScopeRow, most: int = 3) -> str:
    """Return other names of the same calls, the shortest ones: `the same calls: api_key = svc-batch-07`."""
    names = sorted(found.aliases, key=len)[:most]
    return f"the same calls: {'; '.join(map(named, names))}" if names else ""


def _parts(told: Told) -> str:
    if told.outcome not in {Outcome.MIX, Outcome.REVERSAL} or told.shown.searched_unit != "share":
        return ""
    inside = told.total.rate_part + told.total.interaction
    return f"{formats.points(told.total.mix_part)} by mix, {formats.points(inside)} within segments"


def _there(found: ScopeRow, told: Told) -> str:
    bounds = interval(found.current, told.shown, told.currency)
    text = f"There {before_now(found.reference, found.current, told.shown, told.currency)} {bounds}".rstrip()
    of = "traffic" if told.comparison.coverage >= EVERY else "calls that record it"
    return f"{text}, {_calls(found, told)}, {formats.share(found.traffic)} of {of}"


def _calls(found: ScopeRow, told: Told) -> str:
    n = formats.count(found.n)
    if told.shown.kind != "rate":
        return f"{n} calls"
    return f"{formats.count(round(found.current.value * found.n))} of {n} calls"


def replay_words(replayed: Replay | None) -> str:
    """Return how often the same search names something as strong in ordinary times."""
    if replayed is None or not replayed.periods:
        return ""
    return f"the same search names something as strong in {replayed.as_strong} of {replayed.periods} {replayed.what}"
