"""On which scale people label a score already: two scales under one name would be read as one."""

from dataclasses import replace

import sqlalchemy as sa

from tidegauge.queries.judge import HUMAN
from tidegauge.queries.relation import table
from tidegauge.reports.source import Source
from tidegauge.review.asking import Ask, directly
from tidegauge.workbench.review_batches import Asked, ReviewError, Scale


def scale_of_labels(source: Source, name: str) -> Scale | None:
    """Return the scale of the labels that people gave under a name, None where there are none.

    Raises:
        StoreError: the store does not answer.
    """
    catalog = source.store.catalog()
    if not catalog.rows.get("scores"):
        return None
    scores = table(catalog, "scores").c
    given = (scores.name == name, scores.source == HUMAN, scores.value.is_not(None))
    top = source.store.read(sa.select(sa.func.max(scores.value).label("top")).where(*given))["top"][0]
    if top is None:
        return None
    return Scale.YES_NO if top <= 1 else Scale.ONE_TO_FIVE


def on_their_scale(source: Source, asked: Asked, ask: Ask = directly) -> Asked:
    """Return the same, on the scale from 1 to 5 where people label the score on that already.

    Raises:
        StoreError: the store does not answer.
    """
    if ask(scale_of_labels, source, asked.label) is not Scale.ONE_TO_FIVE:
        return asked
    return replace(asked, scale=Scale.ONE_TO_FIVE, question=f"How good is this answer: {asked.label}?")


def check_scale(source: Source, asked: Asked, ask: Ask = directly) -> None:
    """Refuse a scale on which the score's labels are not: a pass, 1, would be read as the worst of five marks.

    Raises:
        ReviewError: people label this score on another scale.
        StoreError: the store does not answer.
    """
    if asked.scale is Scale.PREFERENCE:
        return
    known = ask(scale_of_labels, source, asked.label)
    if known is not None and known is not asked.scale:
        raise ReviewError(
            f"People label “{asked.label}” on the scale “{known}” here, and “{asked.scale.value}” would be mixed in "
            f"with it. Choose the scale “{known}”, or another name for the score."
        )
