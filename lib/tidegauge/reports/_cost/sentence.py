"""The page's finding in words: what spend did, what of it has a name, and quality first where it fell."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from math import isnan

from tidegauge import formats
from tidegauge.filters import TraceFilter
from tidegauge.findings import Direction, Finding, Link, Verdict, rank
from tidegauge.formats.times import local
from tidegauge.reports._comparison_finding import comparison_finding
from tidegauge.reports._cost.figures import is_bought
from tidegauge.reports._cost.records import Anomaly, CostSplit, Coverage, Spender
from tidegauge.reports._cost.run_words import run_what
from tidegauge.reports._cost.waste import wasted
from tidegauge.reports._records import Comparison
from tidegauge.reports._sentences import change, moved

VOLUME = 0.8
"""The share of a change that more or fewer calls make from which on it is no news of cost but of traffic."""
NAMED = 0.1
"""The share of the change, and of all spend half as much, from which on a run of calls is named in the sentence."""
LEADS = 0.25
_FROM = {"tokens": "tokens per call", "mix": "traffic mix", "price": "prices", "cache": "the cache share"}


@dataclass(frozen=True)
class Said:
    """What the sentence is made of."""

    asked: TraceFilter
    spend: Comparison
    per_call: Comparison
    split: CostSplit | None
    quality: Comparison | None
    coverage: Coverage
    anomalies: tuple[Anomaly, ...]
    currency: str
    who: str | None = None
    spenders: tuple[Spender, ...] = ()


def findings_of(said: Said) -> tuple[Finding, ...]:
    """Return the page's finding, then a finding for each run of calls, and one for cost that is not known."""
    runs = [_run(one, said.asked.time_zone) for one in said.anomalies]
    found = [_headline(said), *runs, *wasted(said.who, said.spenders, said.currency), *_unknown(said)]
    return (found[0], *sorted(found[1:], key=lambda one: rank(one.verdict, one.direction)))


def _headline(said: Said) -> Finding:
    lead = said.per_call if said.asked.versus else said.spend
    quality = said.quality
    fell = quality is not None and quality.direction is Direction.WORSE
    sentence = _with_quality(said, lead) if fell else _plain(said, lead)
    verdict, way = lead.verdict, _direction(said, lead)
    if fell:
        verdict, way = Verdict.CHANGED, Direction.WORSE
    rising = lead.rising if verdict is Verdict.CHANGED and not fell else None
    return replace(
        comparison_finding(lead, "cost", sentence, _details(said, lead)),
        verdict=verdict,
        direction=way,
        rising=False if fell else rising,
        link=Link("cost"),
    )


def _direction(said: Said, lead: Comparison) -> Direction:
    """More calls cost more, which is no news; a saving is good news only beside a quality that did not fall."""
    if lead.verdict is not Verdict.CHANGED:
        return Direction.NEUTRAL
    if lead.rising:
        return Direction.NEUTRAL if _is_volume(said) else Direction.WORSE
    return Direction.BETTER if is_bought(said.quality) and not _is_volume(said) else Direction.NEUTRAL


def _is_volume(said: Said) -> bool:
    if said.split is None or not said.split.total or said.asked.versus:
        return False
    volume = next(part.value for part in said.split.parts if part.name == "volume")
    return volume / said.split.total >= VOLUME


def _with_quality(said: Said, lead: Comparison) -> str:
    assert said.quality is not None  # noqa: S101  it fell
    return f"{moved(said.quality, said.currency)}; {_lower(_amounts(said, lead))}."


def _plain(said: Said, lead: Comparison) -> str:
    if isnan(lead.current.value):
        return "The cost of none of these calls is known."
    if lead.reference is None:
        return f"{_whole(said)} in this window; nothing to compare with."
    if lead.verdict is Verdict.CANNOT_TELL:
        return f"{_whole(said)}: too little data to tell whether that changed."
    named = _named(said)
    if lead.verdict is Verdict.NOT_MATERIAL and not named:
        return f"{_whole(said)}; no material change. {_most(said)}".strip()
    return f"{_amounts(said, lead)}. {named or _most(said)}".strip()


def _whole(said: Said) -> str:
    return f"Spend is {formats.money(said.spend.current.value, said.currency)}"


def _amounts(said: Said, lead: Comparison) -> str:
    now, before = lead.current.value, lead.reference.value if lead.reference else float("nan")
    if isnan(now):
        return "The cost of these calls is not known"
    if before == now or not before > 0:
        return f"{lead.label} is {formats.money(now, said.currency)}"
    verb, of = ("rose" if now > before else "fell"), formats.relative(now / before - 1)
    if lead.metric == "per_call":
        ends = (formats.money(1000 * one, said.currency, _digits(1000 * one)) for one in (before, now))
        return f"Cost {verb} from {' to '.join(ends)} per 1,000 calls ({of})"
    amount = formats.money(abs(now - before), said.currency)
    return f"Spend {verb} {amount} to {formats.money(now, said.currency)} ({of})"


def _digits(amount: float) -> int | None:
    """Return 2 for amounts between one and a thousand: of $13.83 and $1.07 the cents are the news."""
    return 2 if 0.995 <= amount < 1000 else None


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def _named(said: Said) -> str:
    """Return the sentence that names the largest run of calls, where it is large beside the change and beside all spend."""
    run = next(iter(said.anomalies), None)
    if run is None or said.split is None:
        return ""
    large = run.money >= NAMED * abs(said.split.total) and run.money >= NAMED / 4 * said.spend.current.value
    if not large:
        return ""
    amount, what = formats.money(run.money, said.currency), run_what(run, said.asked.time_zone)
    whole = said.split.total
    if whole > 0 and run.money <= whole:
        return f"{amount} of it is {what}."
    return f"{amount} went into {what}."


def _most(said: Said) -> str:
    """Return the sentence that names the largest part of the change."""
    if said.split is None or not said.split.total or said.asked.versus:
        return ""
    largest = max(said.split.parts, key=lambda part: abs(part.value))
    if abs(largest.value) < LEADS * abs(said.split.total):
        return ""
    amount = formats.money(largest.value, said.currency)
    if largest.name == "volume":
        return f"{largest.label.capitalize()}: {_signed(amount)}."
    return f"{_signed(amount)} is {_FROM.get(largest.name, largest.label)}."


def _signed(amount: str) -> str:
    return amount if amount.startswith("−") else f"+{amount}"


def _details(said: Said, lead: Comparison) -> list[str]:
    facts = [change(lead, said.currency)] if lead.difference else []
    run = next(iter(said.anomalies), None)
    if run is not None and _named(said):
        facts += [*run.details, _without(said, run)]
    return [*facts, _quality(said), _known(said.coverage)]


def _without(said: Said, run: Anomaly) -> str:
    split = said.split
    if split is None or run.kind == "burst" or not split.reference:
        return ""
    rest = split.total - run.money
    amount = formats.money(rest, said.currency)
    return f"without it {_signed(amount)} ({formats.relative(rest / split.reference)})"


def _quality(said: Said) -> str:
    one = said.quality
    if one is None:
        return "no quality is recorded beside it"
    if one.verdict is Verdict.NOT_COMPARABLE:
        return f"{one.label} cannot be compared: the judge changed"
    if one.reference is None or one.verdict is Verdict.CANNOT_TELL:
        return f"{one.label} {formats.value(one.current.value, one.unit)}, n {formats.count(one.current.n)}"
    if one.verdict is Verdict.NOT_MATERIAL:
        return f"{one.label} did not change materially: {formats.value(one.current.value, one.unit)}"
    return f"{moved(one, said.currency)}, {change(one, said.currency)}"


def _known(coverage: Coverage) -> str:
    missing = coverage.unpriced + coverage.uncounted
    return f"cost of {formats.share(missing)} of calls is not known" if missing > 0 else ""


def _run(one: Anomaly, zone: str) -> Finding:
    return Finding(
        Verdict.CHANGED,
        f"cost.{one.kind.replace(' ', '_')}",
        one.sentence,
        one.details,
        segment={one.dimension: one.value},
        direction=Direction.WORSE,
        rising=True,
        onset=one.onset,
        n_current=one.calls,
        link=Link("traces", {"where": one.where, **_times(one, zone)}),
    )


def _times(one: Anomaly, zone: str) -> dict[str, str]:
    """Return the window of a link in the viewer's time: the run, to the whole minute that it ends in."""
    ends = {"from": one.onset, "to": one.until + timedelta(minutes=1)}
    local_ends = {name: local(at, zone).isoformat(timespec="minutes") for name, at in ends.items()}
    return {"window": "choose dates…", "against": "nothing", "tz": zone, **local_ends}


def _unknown(said: Said) -> Sequence[Finding]:
    missing = said.coverage.unpriced + said.coverage.uncounted
    if missing < 0.01:
        return ()
    largest = said.coverage.unknown[0]
    what = f"{formats.count(largest.calls)} calls of {largest.model}, because {largest.why}"
    sentence = f"The cost of {formats.share(missing)} of calls is not known: {what}."
    return (Finding(Verdict.CANNOT_TELL, "cost.unknown", sentence, n_current=largest.calls),)
