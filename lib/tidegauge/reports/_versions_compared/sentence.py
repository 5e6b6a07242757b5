"""What the comparison of two versions says, in words that are true when read aloud."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tidegauge import formats
from tidegauge.filters import TraceFilter
from tidegauge.findings import Direction, Finding, Link, Verdict, rank
from tidegauge.reports._sentences import named
from tidegauge.reports._versions_compared.records import (
    MOST_UNMATCHED,
    Balance,
    ComparedMetric,
    ComparedSegment,
    SegmentGrid,
)
from tidegauge.reports._versions_compared.sides import at_start
from tidegauge.reports._versions_compared.texts import change_words, money_words, sees_words, signed_change

KIND = "compare"
MOST_NAMED = 3
NEARLY_ALL, MOST_OF = 0.85, 0.5
LONGEST_WAIT = 90.0
"""Days: who would have to wait longer had better ask for more traffic."""


@dataclass(frozen=True, eq=False)
class Said:
    """What the sentences are made of."""

    asked: TraceFilter
    a: str
    b: str
    of: str | None
    rows: tuple[ComparedMetric, ...]
    grid: SegmentGrid | None
    balance: tuple[Balance, ...]
    unmatched: float
    n: tuple[int, int]
    n_pairs: int
    matched_on: tuple[str, ...]
    notes: tuple[str, ...]
    currency: str


def findings_of(said: Said) -> tuple[Finding, ...]:
    """Return the headline, and a finding for each metric that changed or whose judge did, most important first."""
    if said.unmatched > MOST_UNMATCHED and not said.n_pairs:
        return (_not_comparable(said),)
    told = [one for one in said.rows if one.verdict in {Verdict.CHANGED, Verdict.NOT_COMPARABLE}]
    ordered = sorted(told, key=lambda one: (rank(one.verdict, one.direction), not one.is_guardrail))
    return (_headline(said), *(_of_metric(one, said) for one in ordered))


def _not_comparable(said: Said) -> Finding:
    culprit = max(said.balance, key=lambda one: (one.matched, one.unmatched))
    named_values = ", ".join(row.value for row in culprit.rows if not row.a)[:80]
    which = f" ({named_values})" if named_values else ""
    return Finding(
        Verdict.NOT_COMPARABLE,
        f"{KIND}.traffic",
        f"{at_start(said.b)} and {said.a} cannot be compared on this traffic: {formats.share(said.unmatched)} of {said.b}'s calls have a "
        f"{culprit.dimension}{which} that {said.a} never had.",
        (
            f"n {formats.count(said.n[1])} against {formats.count(said.n[0])}",
            f"narrow both to what they share: --where {culprit.dimension}=…",
            *said.notes,
        ),
        column=culprit.dimension,
        n_reference=said.n[0],
        n_current=said.n[1],
    )


def _headline(said: Said) -> Finding:
    worse, better, other = (
        _those(said.rows, one) for one in (Direction.WORSE, Direction.BETTER, Direction.NEUTRAL)
    )
    unsure = [one for one in said.rows if one.verdict is Verdict.CANNOT_TELL]
    first = next(iter((*worse, *better, *other, *unsure)), None)
    verdict, direction = _verdict(said.rows, bool(worse), bool(better), bool(other))
    is_told = first is not None and first.verdict is Verdict.CHANGED
    return Finding(
        verdict,
        KIND,
        " ".join(_sentences(said, worse, better, other, unsure)),
        tuple(_details(said)),
        metric=first.metric if first else None,
        segment=_segment(said, first) if first else {},
        direction=direction,
        rising=first.rising if first and is_told else None,
        effect=first.difference if first else None,
        n_reference=said.n[0],
        n_current=said.n[1],
        p_value=first.adjusted if first else None,
        link=Link("compare"),
    )


def _those(rows: Sequence[ComparedMetric], direction: Direction) -> list[ComparedMetric]:
    return [one for one in rows if one.verdict is Verdict.CHANGED and one.direction is direction]


def _verdict(
    rows: Sequence[ComparedMetric],
    is_worse: bool,
    is_better: bool,
    is_other: bool,
) -> tuple[Verdict, Direction]:
    if is_worse:
        return Verdict.CHANGED, Direction.WORSE
    if is_better:
        return Verdict.CHANGED, Direction.BETTER
    if is_other:
        return Verdict.CHANGED, Direction.NEUTRAL
    decisive = [one for one in rows if one.is_guardrail] or list(rows)
    settled = decisive and all(one.verdict is Verdict.NOT_MATERIAL for one in decisive)
    return (Verdict.NOT_MATERIAL if settled else Verdict.CANNOT_TELL), Direction.NEUTRAL


def _sentences(
    said: Said,
    worse: Sequence[ComparedMetric],
    better: Sequence[ComparedMetric],
    other: Sequence[ComparedMetric],
    unsure: Sequence[ComparedMetric],
) -> Iterator[str]:
    quiet = sum(one.verdict is Verdict.NOT_MATERIAL for one in said.rows)
    where = _where(said, worse[0]) if worse else ""
    lead = f"{at_start(said.b)} is "
    if worse:
        told = _listed(worse, said.currency, where)
        yield f"{lead}worse than {said.a} on {told}{_elsewhere(quiet, unsure)}."
    money = next((one for one in better if one.unit == "usd"), None)
    gains = [one for one in better if one is not money or not worse]
    if gains:
        yield (
            f"{'It' if worse else at_start(said.b)} is better{'' if worse else f' than {said.a}'} on {_listed(gains, said.currency)}"
            + ("." if worse else f"{_elsewhere(quiet, unsure)}.")
        )
    if money is not None and worse:
        yield f"It {money_words(money)}."
    if not worse and not better:
        yield _level(said, other, quiet, unsure)
    yield from _wait(unsure)


def _level(said: Said, other: Sequence[ComparedMetric], quiet: int, unsure: Sequence[ComparedMetric]) -> str:
    if other:
        return f"{at_start(said.b)} is other than {said.a} on {_listed(other, said.currency)}, which is neither good nor bad by itself{_elsewhere(quiet, unsure)}."
    if not said.rows:
        return f"Neither {said.a} nor {said.b} recorded a metric that could be compared."
    if not unsure:
        return f"Nothing material between {said.a} and {said.b}: all {quiet} metrics could have shown a change of the size that matters."
    if not quiet:
        return f"Too little data to tell {said.b} from {said.a} on any of {len(unsure)} metrics."
    return f"Nothing material between {said.a} and {said.b} on {_metrics(quiet)}; {_metrics(len(unsure))} cannot be told yet."


def _elsewhere(quiet: int, unsure: Sequence[ComparedMetric]) -> str:
    if not quiet and not unsure:
        return ""
    if not unsure:
        return "; not material elsewhere"
    if not quiet:
        return f"; too little data elsewhere ({_metrics(len(unsure))})"
    return f"; not material on {_others(quiet)}, too little data on {len(unsure)}"


def _others(n: int) -> str:
    return "1 other" if n == 1 else f"{n} others"


def _metrics(n: int) -> str:
    return "1 metric" if n == 1 else f"{n} metrics"


def _wait(unsure: Sequence[ComparedMetric]) -> Iterator[str]:
    """Say what would be settled next: a guardrail if any, else what takes the fewest days."""
    waiting = [(one.days, one) for one in unsure if one.days is not None and one.days <= LONGEST_WAIT]
    if waiting:
        days, one = min(waiting, key=lambda pair: (not pair[1].is_guardrail, pair[0]))
        yield f"{_days(days)} would settle {_small(one.label)}."


def _days(days: float) -> str:
    whole = max(1, -int(-days // 1))
    return "1 more day" if whole == 1 else f"{whole} more days"


def _listed(rows: Sequence[ComparedMetric], currency: str, where: str = "") -> str:
    """Return metrics with their differences; `where` says where that of the first sits."""
    shown = [f"{_small(one.label)} ({signed_change(one, currency)})" for one in rows[:MOST_NAMED]]
    # Of several it stands inside the first one's brackets: it says nothing of the others.
    shown[0] = f"{shown[0]}{where}" if len(rows) == 1 else f"{shown[0][:-1]}{where})"
    more = len(rows) - len(shown)
    if more:
        return f"{', '.join(shown)} and {more} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _small(label: str) -> str:
    """Return a label inside a sentence: capital only where it is a name.

    >>> _small("Error rate"), _small("F1"), _small("nDCG")
    ('error rate', 'F1', 'nDCG')
    """
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def _where(said: Said, one: ComparedMetric) -> str:
    """Return where a difference sits, if one segment carries it."""
    found = worst(said.grid, one)
    if found is None:
        return ""
    part = carried(found, one)
    if part >= NEARLY_ALL:
        return f", all of it in {named(found.values)}"
    return f", most of it in {named(found.values)}" if part >= MOST_OF else ""


def _segment(said: Said, one: ComparedMetric) -> dict[str, str]:
    found = worst(said.grid, one) if one.verdict is Verdict.CHANGED else None
    return dict(found.values) if found is not None and carried(found, one) >= MOST_OF else {}


def worst(grid: SegmentGrid | None, one: ComparedMetric) -> ComparedSegment | None:
    """Return the segment that carries most of a metric's difference; None where none changed the same way."""
    if grid is None or grid.metric != one.metric:
        return None
    moved = [row for row in grid.rows if row.verdict is Verdict.CHANGED and row.rising == one.rising]
    return max(moved, key=lambda row: abs(row.difference.value) * row.share, default=None)


def carried(segment: ComparedSegment, one: ComparedMetric) -> float:
    """Return the part of the whole difference that a segment makes: its own difference times its share of B's calls."""
    if one.unit != "share" or not one.difference.value:
        return 0.0
    return segment.difference.value * segment.share / one.difference.value


def _details(said: Said) -> Iterator[str]:
    yield f"n {formats.count(said.n[1])} against {formats.count(said.n[0])}"
    if said.n_pairs:
        yield f"{formats.count(said.n_pairs)} answered by both, paired"
    elif said.matched_on:
        yield f"same mix of {', '.join(said.matched_on)}, {formats.share(1 - said.unmatched)} of {said.b}'s calls matched"
    else:
        yield "same traffic mix on both sides"
    if any(one.is_any_look for one in said.rows):
        yield "intervals valid at any time you look"
    else:
        yield "one look at a set that no longer grows"
    yield f"{_metrics(len(said.rows))} looked at, corrected"
    yield from said.notes


def _of_metric(one: ComparedMetric, said: Said) -> Finding:
    before, after = (formats.value(side.value, one.unit, said.currency) for side in (one.a, one.b))
    segment = _segment(said, one)
    where = f" All or most of it is in {named(segment)}." if segment else ""
    sentence = f"{one.label} is {after} on {said.b} and {before} on {said.a} on the same traffic.{where}"
    if one.verdict is Verdict.NOT_COMPARABLE:
        sentence = f"{one.label} cannot be compared: {said.a} and {said.b} were scored by different judges."
    coverage = [f"recorded on {formats.share(one.coverage)} of calls"] if one.coverage < 0.995 else []
    details = (
        change_words(one, said.currency),
        f"n {formats.count(one.n_b)} against {formats.count(one.n_a)}",
        *coverage,
        one.test,
        sees_words(one, said.currency),
    )
    return Finding(
        one.verdict,
        f"{KIND}.metric",
        sentence,
        tuple(filter(None, details)),
        metric=one.metric,
        segment=segment,
        direction=one.direction,
        rising=one.rising,
        effect=one.difference,
        n_reference=one.n_a,
        n_current=one.n_b,
        p_value=one.adjusted,
        link=Link("compare"),
    )
