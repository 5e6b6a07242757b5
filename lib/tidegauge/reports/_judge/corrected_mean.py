"""The mean mark as people would give it: the judge's marks, corrected by people's marks of a random few (PPI++)."""

from dataclasses import replace

from tidegauge.reports._judge.corrected import measure_of, powered, scored_cells
from tidegauge.reports._judge.labels import labelled
from tidegauge.reports._judge.read import JudgeFacts
from tidegauge.reports._judge.records import Corrected, Missing
from tidegauge.reports._judge.scale import Scale
from tidegauge.reports._records import Measure


def with_mean(facts: JudgeFacts, side: int, quality: Corrected | Missing) -> Corrected | Missing:
    """Return the quality of a window with the mean mark, where people mark on the judge's scale and were drawn at random.

    A judge's known errors say how often it passes what people fail, and not by how many marks it is off: what Rogan and
    Gladen correct has no mean.
    """
    scale = facts.scale
    if isinstance(quality, Missing) or quality.method == "rogan-gladen":
        return quality
    if scale is None or scale.binary or facts.people != scale:
        return quality
    own = labelled(facts, scale, side, scale.part)
    found = powered(own.of(own.drawn), scored_cells(facts, scale, side))
    return replace(quality, mean=_in_marks(measure_of(found.estimate), scale))


def _in_marks(part: Measure, scale: Scale) -> Measure:
    """Return a mean part of the scale, 1 the good end, in marks."""
    value, *ends = (_mark(one, scale) for one in (part.value, part.low, part.high))
    return Measure(value, min(ends), max(ends), part.n)


def _mark(part: float, scale: Scale) -> float:
    length = scale.high - scale.low
    return scale.high - part * length if scale.good == "lower" else scale.low + part * length
