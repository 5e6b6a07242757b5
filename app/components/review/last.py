"""What a reviewer said last, in words, and what the judge had said of it: shown once it cannot lean on the label."""

from app import reviewing
from tidegauge.errors import StoreError
from tidegauge.review.samples import JudgeSaid, ReviewSample
from tidegauge.workbench.answers import in_words
from tidegauge.workbench.labels import LABEL, LastAct
from tidegauge.workbench.review_batches import ReviewBatch, Scale
from tidegauge.workbench.rubric import JudgeShown, Rubric, value_words

_AT_MOST = 4


def last_words(batch: ReviewBatch, rubric: Rubric, last: LastAct) -> tuple[str, str]:
    """Return the last step, and what is known of it: “fail · format” and “, after 9 s · judge said correctness 4”."""
    one = _sample(batch, last.place)
    words = [verdict_words(last, rubric.verdict.scale, swapped=bool(one and one.swapped))]
    if last.action == LABEL and (answers := in_words(rubric, last.answers)):
        words.append(answers)
    more = f", after {last.seconds:.0f} s" if last.seconds is not None else ""
    if one and rubric.judge is JudgeShown.AFTER and last.action == LABEL and one.judged:
        more += f" · {judge_words(one.judged)}"
    return " · ".join(words), more


def verdict_words(last: LastAct, scale: Scale, *, swapped: bool = False) -> str:
    """Return a verdict in words: “pass”, “4 of 5”, “A better”, “cannot judge”, “skipped”."""
    if last.action != LABEL:
        return "skipped"
    if last.value is None:
        return last.label or ""
    return value_words(last.value, scale, swapped=swapped)


def judge_words(judged: tuple[JudgeSaid, ...]) -> str:
    """Return what a judge said: “judge said correctness 4, tone pass”; nothing where it did not look."""
    told = [_judged(one) for one in judged[:_AT_MOST]]
    more = [f"and {len(judged) - _AT_MOST} more"] if len(judged) > _AT_MOST else []
    return f"judge said {', '.join(told + more)}" if told else ""


def _judged(one: JudgeSaid) -> str:
    mark = (
        one.label if one.value is None or (one.label and one.label != f"{one.value:g}") else f"{one.value:g}"
    )
    return f"{one.name} {mark or '–'}"


def _sample(batch: ReviewBatch, place: int) -> ReviewSample | None:
    try:
        return reviewing.ahead().known(reviewing.source_of(batch), batch, place)
    except StoreError:
        return None
