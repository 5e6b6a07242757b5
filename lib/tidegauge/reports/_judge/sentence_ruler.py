"""The sentence across a change of judge: did the ruler move, or the answers?"""

import numpy as np

from tidegauge.findings import Effect, Finding, Verdict
from tidegauge.formats import decimal, interval, moment, share
from tidegauge.reports._judge.records import Corrected, RulerChange, RulerRow
from tidegauge.reports._judge.said import Said, mark_text, moved_quality, needs, qualities, quality_change

TELLS = 0.1
"""The largest change of the pass rate that an interval may leave open where a sentence says that there was none."""

EXPLAINS = 0.5
"""The part of a difference that may be left open where the judge's change is said to be its cause: less than half."""


def changed_judge(said: Said, change: RulerChange) -> Finding:
    """Return the finding across a change of judge: what the ruler did, and what the answers did."""
    assert said.raw_reference is not None  # noqa: S101  there is a difference
    numbers = f"from {mark_text(said.raw_reference.value)} to {mark_text(said.raw.value)}"
    words = f"Judge scores {_direction(said)} {numbers}"
    if mark_text(said.raw.value) == mark_text(said.raw_reference.value):
        first = f"Judge scores are {mark_text(said.raw.value)} as before, and the judge changed: they cannot be compared."
    else:
        first = f"{words}{_cause(said)}."
    answers = _answers(said)
    return Finding(
        Verdict.NOT_COMPARABLE,
        "ruler",
        f"{first} {answers}".strip(),
        (*qualities(said), _versions(said, change), *_held_still(said)),
        metric=f"score.{said.name}",
        rising=said.raw.value > said.raw_reference.value,
        n_reference=said.raw_reference.n,
        n_current=said.raw.n,
        onset=change.at,
    )


def _direction(said: Said) -> str:
    assert said.raw_reference is not None  # noqa: S101  there is a difference
    return "fell" if said.raw.value < said.raw_reference.value else "rose"


def _cause(said: Said) -> str:
    """Return what the judge's change has to do with the difference: all of it, a part that is known, or unknown."""
    held = _same_answers(said)
    if held is None:
        steady = (moved := moved_quality(said)) is not None and max(-moved.low, moved.high) <= TELLS
        return " because the judge changed" if steady else _UNKNOWN
    if not (held.effect.high < 0 if _direction(said) == "fell" else held.effect.low > 0):
        return _UNKNOWN
    if _explained(said):
        return " because the judge changed"
    assert said.moved is not None  # noqa: S101  there is a difference
    all_of_it, share_of_it = abs(float(said.moved.value)), abs(held.effect.value)
    if share_of_it < all_of_it and not _holds_nothing(_left(said)):
        return f", partly because the judge changed: by {decimal(share_of_it, 2)} of {decimal(all_of_it, 2)} on the same answers"
    low, high = sorted((abs(held.effect.low), abs(held.effect.high)))
    bounds = interval(low, high, "score")
    return f", and the judge changed: by {decimal(share_of_it, 2)} {bounds} on the same answers; whether that is all cannot be told"


_UNKNOWN = ", and the judge changed: they cannot be compared"


def _same_answers(said: Said) -> RulerRow | None:
    return next((row for row in said.ruler if row.ruler), None)


def _left(said: Said) -> Effect:
    """Return what the judge's change on the same answers leaves of the difference."""
    held = _same_answers(said)
    assert held is not None and said.moved is not None  # noqa: S101, PT018  asked before
    value = float(said.moved.value) - held.effect.value
    half = float(np.hypot(said.moved.high - said.moved.low, held.effect.high - held.effect.low)) / 2
    return Effect(value, value - half, value + half, "score")


def _holds_nothing(effect: Effect) -> bool:
    return effect.low <= 0 <= effect.high


def _explained(said: Said) -> bool:
    """Whether the same answers moved as the scores did: what is left is small for certain."""
    if _same_answers(said) is None or said.moved is None or not said.alike:
        return False
    left = _left(said)
    most = max(said.floor, EXPLAINS * abs(float(said.moved.value)))
    return _holds_nothing(left) and max(-left.low, left.high) <= most


def _answers(said: Said) -> str:
    """Return what people's labels say of the answers, in a sentence."""
    now, before = said.quality, said.quality_reference
    if isinstance(now, Corrected) and isinstance(before, Corrected):
        return _by_people(now, before)
    if isinstance(now, Corrected):
        return f"Corrected quality is {share(now.quality.value)}; before it is not known."
    return f"{_without_people(said)} {needs(now)}.".strip()


def _by_people(now: Corrected, before: Corrected) -> str:
    moved = quality_change(now, before)
    both = f"corrected quality is {share(now.quality.value)}, before {share(before.quality.value)}."
    if moved.high < 0:
        return f"Answers got worse too: {both}"
    if moved.low > 0:
        return f"Answers got better: {both}"
    if -moved.low > TELLS:
        return f"Whether answers got worse cannot be told: {both}"
    return f"Answers did not get worse by {np.ceil(round(-100 * moved.low, 6)):.0f} pt or more: {both}"


def _without_people(said: Said) -> str:
    product = next((row for row in said.ruler if not row.ruler), None)
    if product is not None and max(-product.effect.low, product.effect.high) <= said.floor:
        return "The old judge sees no change in new answers."
    if _explained(said):
        return "That alone explains it."
    return "Whether answers changed is not known:"


def _versions(said: Said, change: RulerChange) -> str:
    at = moment(change.at, said.asked.time_zone, said.asked.current.window.end)
    return f"{change.before or 'a judge without a name'} until {at}, {change.after or 'a judge without a name'} since"


def _held_still(said: Said) -> tuple[str, ...]:
    found = []
    for row in said.ruler:
        size = f"{decimal(abs(row.effect.value), 2)} {'lower' if row.effect.value < 0 else 'higher'}"
        low, high = sorted((abs(row.effect.low), abs(row.effect.high)))
        bounds = interval(low, high, "score")
        if row.ruler and (row.effect.low > 0 or row.effect.high < 0):
            found.append(f"on the same {row.n:,} answers the new judge scores {size} {bounds}")
    if not any(row.ruler for row in said.ruler):
        found.append(
            "no answer was scored by both judges: score one fixed set with each to tell the ruler from the product"
        )
    return tuple(found)
