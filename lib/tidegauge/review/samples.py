"""What a reviewer sees of an item: what was asked and answered, what the assistant had, and what is known of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tidegauge.reports.source import Source
from tidegauge.review._sample_rows import SampleRows, read_rows
from tidegauge.review.materials import Material, material
from tidegauge.review.unreadable import unreadable
from tidegauge.workbench.review_batches import ReviewBatch, Scale
from tidegauge.workbench.review_items import ReviewItem
from tidegauge.workbench.rubric import JudgeShown, Rubric

LONGEST = 4_000_000
"""Characters of a text that are kept; of an earlier turn `TURN`, of an attribute `ATTRIBUTE`."""
TURN = 4_000
ATTRIBUTE = 2_000
MOST_BEFORE = 20
"""Earlier turns that are shown, the last ones."""
FACTS = ("feature", "geo", "device", "prompt_version", "output_tokens")
"""What stands beside the texts."""
_TEXTS = ("input_text", "output_text")
Clean = Callable[[str], str]


@dataclass(frozen=True)
class Turn:
    """A call before the one that is reviewed, its texts cut."""

    input: str
    output: str


@dataclass(frozen=True)
class JudgeSaid:
    """What a judge said of an answer."""

    name: str
    value: float | None
    label: str | None


@dataclass(frozen=True)
class ReviewSample:
    """One item, read from the store. `found` is False when the store does not have it (any more).

    `input` is what the person asked, `prompt` what the model was sent where that is another text. `had` is what
    retrievers and tools gave, in order of time. `other` is the answer that this one is compared with; `swapped` says
    that it stands first on the screen. `attributes` is everything else that is recorded of the span.
    """

    place: int
    found: bool
    at: datetime | None = None
    facts: Mapping[str, str] | None = None
    input: str | None = None
    output: str | None = None
    before: tuple[Turn, ...] = ()
    prompt: str | None = None
    had: tuple[Material, ...] = ()
    attributes: Mapping[str, str] | None = None
    judged: tuple[JudgeSaid, ...] = ()
    other: str | None = None
    swapped: bool = False


def samples(
    source: Source, batch: ReviewBatch, items: Sequence[ReviewItem], rubric: Rubric
) -> dict[int, ReviewSample]:
    """Return {place: sample} of items, redacted as the rubric says, with a few questions to the store for all of them.

    Of two answers that are compared nothing is told that could show whose they are.

    Raises:
        StoreError: the store does not answer.
        ReviewError: the rubric names a rule of redaction that there is not.
    """
    clean = unreadable(rubric)
    rows = read_rows(source, batch, items, with_judge=rubric.judge is not JudgeShown.NEVER)
    compared = batch.asked.scale is Scale.PREFERENCE
    return {item.place: _sample(item, rows, clean, compared=compared) for item in items}


def _sample(item: ReviewItem, rows: SampleRows, clean: Clean, *, compared: bool) -> ReviewSample:
    own = rows.spans.get(item.span_id)
    told = item.beside.get("other") if compared else None
    other = rows.spans.get(told["span_id"]) if told else None
    if own is None or (compared and other is None):
        return ReviewSample(item.place, found=False)
    root = rows.roots.get(item.trace_id, {})
    prompt, asked = own["input_text"], root.get("input_text") or own["input_text"]
    return ReviewSample(
        place=item.place,
        found=True,
        at=own["start_time"],
        facts={name: clean(str(own[name])) for name in FACTS if own.get(name) is not None and not compared},
        input=_kept(asked, LONGEST, clean),
        output=_kept(own["output_text"], LONGEST, clean),
        before=_before(rows.calls[item.place], item.span_id, clean),
        prompt=None if compared or prompt == asked else _kept(prompt, LONGEST, clean),
        had=() if compared else _had(rows.had.get(item.trace_id, ()), own["start_time"], clean),
        attributes=None if compared else _attributes(own, clean),
        judged=() if compared else tuple(JudgeSaid(*one) for one in rows.judged.get(item.span_id, ())),
        other=_kept(other["output_text"], LONGEST, clean) if other else None,
        swapped=bool(item.beside.get("swapped")),
    )


def _before(calls: Sequence[Mapping[str, Any]], span_id: str, clean: Clean) -> tuple[Turn, ...]:
    place = next((at for at, call in enumerate(calls) if call["span_id"] == span_id), 0)
    return tuple(_turn(call, clean) for call in calls[max(place - MOST_BEFORE, 0) : place])


def _turn(call: Mapping[str, Any], clean: Clean) -> Turn:
    return Turn(
        _kept(call["input_text"], TURN, clean) or "–",
        _kept(call["output_text"], TURN, clean) or "–",
    )


def _had(spans: Sequence[Mapping[str, Any]], until: datetime, clean: Clean) -> tuple[Material, ...]:
    found = (one for span in spans if span["start_time"] <= until for one in material(span))
    return tuple(
        Material(one.kind, clean(one.title), _kept(one.text, LONGEST, clean) or "–", clean(one.input))
        for one in found
    )


def _attributes(span: Mapping[str, Any], clean: Clean) -> dict[str, str]:
    recorded = {name: value for name, value in span.items() if value is not None and name not in _TEXTS}
    return {name: _kept(str(value), ATTRIBUTE, clean) or "" for name, value in recorded.items()}


def _kept(text: str | None, longest: int, clean: Clean) -> str | None:
    if text is None:
        return None
    # Redacted before it is cut: half a number is none that a rule would know.
    shown = clean(text)
    return shown if len(shown) <= longest else f"{shown[:longest]}… (cut, {len(shown):,} characters)"
