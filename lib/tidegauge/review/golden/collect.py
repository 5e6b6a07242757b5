"""Which answers can go into a golden set, and their texts as they are now: decided by one, or labelled alike by two."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tidegauge.parts import in_parts
from tidegauge.reports._judge.scale import usual_bar
from tidegauge.reports.source import Source
from tidegauge.review.samples import ReviewSample, samples
from tidegauge.workbench.batch_kinds import ADJUDICATION
from tidegauge.workbench.golden_candidates import GoldenError, add_candidates
from tidegauge.workbench.golden_item import GoldenItem, Group
from tidegauge.workbench.labels import RecordedLabel, labels_of_batch
from tidegauge.workbench.review_batches import ReviewBatch, Scale
from tidegauge.workbench.review_items import ReviewItem, items_of
from tidegauge.workbench.rubric import VERDICT_KEYS, QuestionKind
from tidegauge.workbench.rubrics import rubric_of

PASSES = {one: usual_bar(max(VERDICT_KEYS[one].values())) for one in (Scale.YES_NO, Scale.ONE_TO_FIVE)}
"""From which value on an answer passes."""
FACTS = (
    *("model_version", "model_requested", "prompt_name", "prompt_version", "app_version", "feature"),
    *("geo", "device", "source", "language", "query_category"),
)
"""What is kept of the call beside its texts."""
_DIFFICULT = frozenset(("flagged", "drift", "incident", "disagreement", "informative", ADJUDICATION))
_AT_ONCE = 100


@dataclass(frozen=True)
class Collected:
    """What came of it: items that are new or changed in the set, and decided ones that the store has no texts of."""

    added: int
    lost: int


def decided(engine: sa.Engine, batch: ReviewBatch) -> Iterator[tuple[ReviewItem, RecordedLabel]]:
    """Yield the items of a batch that count as decided, each with the label that says so last.

    In an adjudication each label decides; elsewhere two people or more must have said the same. What nobody could
    judge is not decided.
    """
    said: dict[int, list[RecordedLabel]] = {}
    for one in labels_of_batch(engine, batch.id):
        said.setdefault(one.place, []).append(one)
    for item in items_of(engine, batch.id):
        labels = said.get(item.place, [])
        enough = len(labels) >= (1 if batch.kind == ADJUDICATION else 2)
        values = {one.value for one in labels}
        if enough and None not in values and (len(values) == 1 or batch.kind == ADJUDICATION):
            yield item, labels[-1]


def collect(
    engine: sa.Engine,
    source: Source,
    batch: ReviewBatch,
    golden_set: str,
    group: Group | None = None,
    *,
    by: str,
    at: datetime,
) -> Collected:
    """Add the decided items of a batch to what the next version of a set takes in. Twice changes nothing.

    Without a `group` each gets the one that fits its label and the batch (`group_of`).

    Raises:
        GoldenError: no item of the batch is decided, or it compares two answers.
        StoreError: the store does not answer.
    """
    found = list(decided(engine, batch))
    if not found:
        raise GoldenError(
            f"No item of the review batch “{batch.asked.name}” is decided: that takes two people who label it alike, "
            "or an adjudication."
        )
    items: list[GoldenItem] = []
    for some in in_parts(found, _AT_ONCE):
        items += golden_items(engine, source, batch, some, group)
    added = add_candidates(engine, golden_set, items, by=by, at=at)
    return Collected(added, len(found) - len(items))


def golden_items(
    engine: sa.Engine,
    source: Source,
    batch: ReviewBatch,
    found: Sequence[tuple[ReviewItem, RecordedLabel]],
    group: Group | None = None,
) -> list[GoldenItem]:
    """Return decided items with their texts, as the batch's rubric lets them be read; those without text are left out.

    Raises:
        GoldenError: the batch compares two answers.
        StoreError: the store does not answer.
    """
    rubric = rubric_of(engine, batch)
    texts = samples(source, batch, [item for item, _ in found], rubric)
    names = [one.name for one in rubric.questions if one.kind is QuestionKind.TEXT]
    expected = "expected" if "expected" in names else ""
    each = ((item, label, texts[item.place]) for item, label in found)
    return [
        golden_item(batch, item, label, sample, group, str(label.answers.get(expected) or ""))
        for item, label, sample in each
        if sample.found
    ]


def golden_item(
    batch: ReviewBatch,
    item: ReviewItem,
    label: RecordedLabel,
    sample: ReviewSample,
    group: Group | None = None,
    expected: str = "",
) -> GoldenItem:
    """Return the golden item of one decided answer.

    Raises:
        GoldenError: two answers were compared, or nobody could judge.
    """
    if batch.asked.scale is Scale.PREFERENCE or label.value is None:
        raise GoldenError("A golden set holds single answers with a verdict: which of two is better is none.")
    return GoldenItem(
        store=batch.of.store,
        trace_id=item.trace_id,
        span_id=item.span_id,
        name=batch.asked.label,
        scale=batch.asked.scale.value,
        value=label.value,
        input=sample.prompt or sample.input or "",
        output=sample.output or "",
        group=group or group_of(batch, label.value),
        decided_by=label.reviewer,
        decided_at=label.at.isoformat(),
        reason=label.comment or "",
        expected=expected,
        facts=_facts(sample.attributes or {}),
    )


def group_of(batch: ReviewBatch, value: float) -> Group:
    """Return the group that fits: what fails is a past failure, what passes an edge case where it was looked for.

    Adversarial items are named so by people alone.
    """
    if value < PASSES.get(batch.asked.scale, 1.0):
        return Group.FAILURE
    return Group.EDGE if batch.kind in _DIFFICULT else Group.TYPICAL


def _facts(attributes: Mapping[str, str]) -> dict[str, str]:
    return {name: attributes[name] for name in FACTS if attributes.get(name)}
