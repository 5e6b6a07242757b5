"""On which scale people label a score already: two scales under one name would be read as one."""

import sqlalchemy as sa

from tidegauge.queries.judge import HUMAN
from tidegauge.queries.relation import table
from tidegauge.reports.source import Source
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


def check_scale(source: Source, asked: Asked) -> None:
    """Refuse a scale on which the score's labels are not: a pass, 1, would be read as the worst of five marks.

    Raises:
        ReviewError: people label this score on another scale.
        StoreError: the store does not answer.
    """
    if asked.scale is Scale.PREFERENCE:
        return
    known = scale_of_labels(source, asked.label)
    if known is not None and known is not asked.scale:
        raise ReviewError(
            f"People label “{asked.label}” on the scale “{known}” here, and “{asked.scale.value}” would be mixed in "
            f"with it. Choose the scale “{known}”, or another name for the score."
        )
