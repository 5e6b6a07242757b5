"""What the list of traces says above its table: how many failed, of how many, with what, and against before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tidegauge.filters import Condition, TraceFilter
from tidegauge.findings import Direction, Effect, Finding, Verdict
from tidegauge.formats import count, difference, share
from tidegauge.metrics.chips import counted as counted_by
from tidegauge.metrics.metric import Metric
from tidegauge.queries.traces_only import Only
from tidegauge.reports._no_match import NOUNS, counted
from tidegauge.reports._traces.text import first_line
from tidegauge.stats import proportion
from tidegauge.stats.verdict import decide

FLOOR = 0.005
"""The smallest change of the failed share that matters: half a point."""


@dataclass(frozen=True)
class Counts:
    """How many rows each quick filter leaves."""

    all: int = 0
    failed: int = 0
    flagged: int = 0
    thumbs_down: int = 0
    judged_low: int = 0


@dataclass(frozen=True)
class Facet:
    """A value and the rows that have it."""

    value: str
    n: int


def failed(
    asked: TraceFilter, now: Counts, before: Counts | None, errors: Sequence[Facet], metrics: Iterable[Metric]
) -> Finding:
    """Return the finding on the share of failed rows. Of `metrics` it names the one whose failures the filter keeps."""
    effect, verdict, p_value = _compared(asked, now, before)
    rising = None if effect is None else effect.value > 0
    material = verdict is Verdict.CHANGED
    kept, details = _kept(asked, now, errors, metrics), _details(asked, before, effect)
    return Finding(
        verdict,
        "traces.failed",
        kept or _sentence(asked, now, errors),
        (f"errors among them: {details[0]}", *details[1:]) if kept and before else details,
        metric="error_rate",
        direction=(Direction.WORSE if rising else Direction.BETTER) if material else Direction.NEUTRAL,
        rising=rising,
        effect=effect,
        n_reference=before.all if before else None,
        n_current=now.all,
        p_value=p_value,
    )


def _kept(asked: TraceFilter, now: Counts, errors: Sequence[Facet], metrics: Iterable[Metric]) -> str:
    """Say what a rate counts where the filter keeps just that: a call may fail a check and end well."""
    counts = ((one, counted_by(one)) for one in metrics if one.kind == "rate" and one.direction == "lower")
    found = next(((one, chip) for one, chip in counts if chip in asked.where and chip not in _FAILED), None)
    if found is None:
        return ""
    metric, chip = found
    n, singular = counted(now.all, asked.grain), now.all == 1
    lead = f"{n} {'counts' if singular else 'count'} as bad by {metric.label.lower()}: {chip}."
    ended = "It did not end in an error." if singular else "None of them ended in an error."
    return f"{lead} {_sentence(asked, now, errors) if now.failed else ended}"


_FAILED = (Condition("status", "=", ("error",)),)


def _sentence(asked: TraceFilter, now: Counts, errors: Sequence[Facet]) -> str:
    if not now.failed:
        return f"None of {counted(now.all, asked.grain)} failed."
    words = f"{count(now.failed)} of {counted(now.all, asked.grain)} failed ({share(now.failed / now.all)})"
    if not errors:
        return f"{words}."
    most = "all" if errors[0].n == now.failed else f"{count(errors[0].n)} of them"
    return f"{words}; {most} with {first_line(errors[0].value, 80)}."


def _details(asked: TraceFilter, before: Counts | None, effect: Effect | None) -> tuple[str, ...]:
    if before is None:
        return ("nothing to compare with",)
    if not before.all:
        return (f"no {NOUNS[asked.grain][1]} in {asked.comparison}",)
    was = f"{asked.comparison}: {count(before.failed)} of {count(before.all)} ({share(before.failed / before.all)})"
    return (was, difference(effect, "share"))


def _compared(
    asked: TraceFilter, now: Counts, before: Counts | None
) -> tuple[Effect | None, Verdict, float | None]:
    if before is None or not before.all:
        return None, Verdict.CANNOT_TELL, None
    change = proportion.difference((before.failed, before.all), (now.failed, now.all))
    verdict = Verdict(str(decide(change, change.p_value, FLOOR, asked.minimum_n).verdict))
    effect = Effect(float(change.value), float(change.low), float(change.high), "share")
    return effect, verdict, float(change.p_value)


def searched(asked: TraceFilter, search: str, shown: int, only: Only, *, more: bool) -> Finding:
    """Return what a search found. A search that filled its page is not counted: that would read every text."""
    rows = counted(shown, asked.grain) if shown else f"No {NOUNS[asked.grain][1]}"
    among = "" if only is Only.ALL else f" ({only.value.replace('_', ' ')} only)"
    verb = "contains" if shown == 1 and not more else "contain"
    sentence = f"{'More than ' if more else ''}{rows} {verb} “{first_line(search)}”{among}."
    return Finding(Verdict.CANNOT_TELL, "traces.search", sentence)
