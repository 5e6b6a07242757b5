"""The page's one sentence: did quality move, or the ruler?"""

from dataclasses import replace

import numpy as np

from tidegauge.findings import Direction, Effect, Finding, Verdict, news
from tidegauge.formats import decimal, points, share, signed
from tidegauge.reports._judge.records import Corrected, Missing
from tidegauge.reports._judge.said import Said, mark_text, moved_quality, needs, of_all, qualities, who
from tidegauge.reports._judge.sentence_ruler import changed_judge
from tidegauge.stats.estimate import Difference
from tidegauge.stats.normal import critical, p_value
from tidegauge.stats.verdict import decide

FLOOR = 0.02
"""The smallest change of the pass rate that matters."""


UNLIKE = "answers had unequal chances to be judged, and those of one window are not recorded"


def finding_of(said: Said) -> Finding:
    """Return the finding of a page that has scores."""
    found = _found(said)
    return replace(found, details=(*found.details, *who(said)))


def _found(said: Said) -> Finding:
    if said.change is not None and said.moved is not None:
        return changed_judge(said, said.change)
    if said.moved is None or said.raw_reference is None:
        return _alone(said)
    return _same_judge(said)


def _alone(said: Said) -> Finding:
    mean = f"The judge's mean is {mark_text(said.raw.value)} on {said.scale.low:g} to {said.scale.high:g}"
    if isinstance(said.quality, Corrected):
        alone = f"; the judge alone passes {share(said.raw_passes.value)}" if said.raw_passes else ""
        sentence = f"Corrected quality is {share(said.quality.quality.value)}{alone}. {mean}."
    else:
        sentence = f"{mean}. Whether people agree is not known: {needs(said.quality)}."
    why = "nothing to compare with"
    if said.asked.reference:
        nobody = "this judge scored nothing in" if said.others_before else "nothing to compare with in"
        why = f"{nobody} {said.asked.comparison}"
    return Finding(
        Verdict.CANNOT_TELL,
        "quality",
        sentence,
        (*qualities(said), why, *of_all(said)),
        metric=f"score.{said.name}",
        n_current=said.raw.n,
    )


def _same_judge(said: Said) -> Finding:
    moved = moved_quality(said)
    return _raw_alone(said) if moved is None else _by_quality(said, moved)


def _by_quality(said: Said, moved: Effect) -> Finding:
    now, before = said.quality, said.quality_reference
    assert isinstance(now, Corrected) and isinstance(before, Corrected)  # noqa: S101, PT018  there is a change
    assert said.raw_reference is not None  # noqa: S101  there is a reference
    change = _difference(moved, now.n_human, before.n_human)
    decision = decide(change, change.p_value, FLOOR, minimum_n=1)
    verdict = Verdict(str(decision.verdict))
    both = f"{share(before.quality.value)} to {share(now.quality.value)}"
    scores = f"judge scores {mark_text(said.raw_reference.value)} to {mark_text(said.raw.value)}"
    if verdict is Verdict.CHANGED:
        sentence = f"Corrected quality {'fell' if moved.value < 0 else 'rose'} from {both}, {scores}."
    elif verdict is Verdict.NOT_MATERIAL:
        sentence = f"Quality did not change materially: {both} corrected, {scores}."
    else:
        sentence = (
            f"No change of quality was seen: {both} corrected, {scores}. "
            f"A change under {decimal(100 * float(decision.smallest_detectable), 0)} pt would not show."
        )
    bounds = f"{points(moved.value)} [{decimal(100 * moved.low)}, {decimal(100 * moved.high)}]"
    details = (bounds, *_equal_length(said), *qualities(said), *of_all(said))
    return _finding(said, verdict, sentence, moved, "higher", details)


def _equal_length(said: Said) -> tuple[str, ...]:
    """Return how much of a lead is length, where answers to the same inputs tell."""
    found = said.length
    if found is None or not found.controlled.value < found.raw.low:
        return ()
    raw, equal = share(found.raw.value), share(found.controlled.value)
    low, high = (decimal(100 * one, 0) for one in (found.controlled.low, found.controlled.high))
    return (f"the newer answers win {raw} of the same inputs, {equal} [{low}, {high}] at equal length",)


def _difference(moved: Effect, n: int, n_reference: int) -> Difference:
    error = np.asarray((moved.high - moved.low) / (2 * critical(0.95)))
    value, low, high = (np.asarray(one) for one in (moved.value, moved.low, moved.high))
    p = np.asarray(p_value(value, error))
    return Difference(value, low, high, p, np.asarray(float(n_reference)), np.asarray(float(n)))


def _raw_alone(said: Said) -> Finding:
    assert said.moved is not None and said.raw_reference is not None  # noqa: S101, PT018  asked before
    decision = decide(said.moved, said.moved.p_value, said.floor, said.asked.minimum_n)
    verdict = Verdict(str(decision.verdict)) if said.alike else Verdict.CANNOT_TELL
    now, before = mark_text(said.raw.value), mark_text(said.raw_reference.value)
    rose = float(said.moved.value) > 0
    words = {
        Verdict.CHANGED: f"Judge scores {'rose' if rose else 'fell'} from {before} to {now}.",
        Verdict.NOT_MATERIAL: f"Judge scores did not change materially: {now}, before {before}.",
    }.get(verdict, f"Judge scores are {now}, before {before}: too few to tell.")
    if not said.alike:
        words = f"Judge scores are {now}, before {before}. They cannot be compared: {UNLIKE}."
    wanted = (
        needs(said.quality) if isinstance(said.quality, Missing) else "the window before has too few labels"
    )
    sentence = f"{words} Whether people agree is not known: {wanted}."
    effect = Effect(float(said.moved.value), float(said.moved.low), float(said.moved.high), "score")
    bounds = f"{signed(effect.value, 2)} [{decimal(effect.low, 2)}, {decimal(effect.high, 2)}]"
    details = (bounds, *_equal_length(said), *qualities(said), *of_all(said))
    return _finding(said, verdict, sentence, effect, said.scale.good, details)


def _finding(
    said: Said, verdict: Verdict, sentence: str, effect: Effect, good: str, details: tuple[str, ...]
) -> Finding:
    changed = verdict is Verdict.CHANGED
    return Finding(
        verdict,
        "quality",
        sentence,
        details,
        metric=f"score.{said.name}",
        direction=news(effect.value > 0, good) if changed else Direction.NEUTRAL,
        rising=effect.value > 0 if changed else None,
        effect=effect,
        n_reference=said.raw_reference.n if said.raw_reference else None,
        n_current=said.raw.n,
    )
