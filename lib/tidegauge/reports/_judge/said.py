"""What the page's sentence is made of, and the words that all its forms share."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tidegauge.filters import TraceFilter
from tidegauge.findings import Effect
from tidegauge.formats import count, decimal
from tidegauge.reports._judge.records import Corrected, LengthControlled, Missing, RulerChange, RulerRow
from tidegauge.reports._judge.scale import Scale
from tidegauge.reports._judge.words import others_text, short
from tidegauge.reports._records import Measure
from tidegauge.stats import mover
from tidegauge.stats.estimate import Difference, Estimate

PICKED = "assumes that people did not pick what to label by the score or by how good an answer is"
"""What a correction by the judge's errors rests on and cannot show."""


@dataclass(frozen=True)
class Said:
    """What the sentence is made of. `raw` and `raw_reference` are means of the judges that are compared.

    `alike` is whether the draws of both are of one kind: unequal chances recorded for one alone are not. `judge` is
    spoken of; `others` judged beside it, some in the reference window if `others_before`.
    """

    asked: TraceFilter
    name: str
    scale: Scale
    floor: float
    raw: Measure
    raw_reference: Measure | None
    moved: Difference | None
    quality: Corrected | Missing
    quality_reference: Corrected | Missing | None
    change: RulerChange | None
    ruler: Sequence[RulerRow]
    length: LengthControlled | None = None
    alike: bool = True
    raw_passes: Measure | None = None
    judge: str = ""
    chosen: bool = False
    others: Sequence[str] = ()
    others_before: bool = False


def who(said: Said) -> tuple[str, ...]:
    """Return whose scores these are, where others judged as well."""
    if not said.others:
        return ()
    why = "which was chosen" if said.chosen else "which gave the most scores of this window"
    others = others_text(said.others)
    return (f"about the judge {short(said.judge)}, {why}; in no number here: what {others} judged beside it",)


def quality_change(now: Corrected, before: Corrected) -> Effect:
    """Return the change of corrected quality with its interval, each window's own taken together (MOVER)."""
    one, other = (_estimate(each.quality) for each in (before, now))
    low, high = mover.interval(one, other)
    return Effect(now.quality.value - before.quality.value, float(low), float(high), "share")


def _estimate(found: Measure) -> Estimate:
    return Estimate(*(np.asarray(float(one)) for one in (found.value, found.low, found.high, found.n)))


def needs(missing: Missing) -> str:
    """Return how many labels would give quality, and how exactly."""
    return f"{count(missing.labels)} random human labels would give quality to ±{100 * missing.half_width:.0f} pt"


def mark_text(value: float) -> str:
    """Return a mean score as it stands in a sentence: finer on a scale of 0 to 1."""
    return decimal(value, 1 if abs(value) >= 2 else 2)


def qualities(said: Said) -> tuple[str, ...]:
    """Return the intervals of corrected quality, or why there is none."""
    each = [one for one in (said.quality, said.quality_reference) if isinstance(one, Corrected)]
    texts = [f"[{decimal(100 * one.quality.low, 0)}%, {decimal(100 * one.quality.high, 0)}%]" for one in each]
    missing = [one.reason.rstrip(".") for one in (said.quality,) if isinstance(one, Missing)]
    assumed = [PICKED] if any(one.method == "rogan-gladen" for one in each) else []
    return (" and ".join(texts), *assumed) if texts else tuple(missing)


def of_all(said: Said) -> tuple[str, ...]:
    """Return how many answers the sentence stands on."""
    if isinstance(said.quality, Corrected):
        return (f"{count(said.quality.n_judged)} judged, {count(said.quality.n_human)} labelled by people",)
    return (f"{count(said.raw.n)} scores",)


def moved_quality(said: Said) -> Effect | None:
    """Return the change of corrected quality, where both windows have one."""
    now, before = said.quality, said.quality_reference
    return (
        quality_change(now, before) if isinstance(now, Corrected) and isinstance(before, Corrected) else None
    )
