"""The scores that rules gave: validators, checks by code."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tidegauge.queries.relation import SKEW, table
from tidegauge.schema.catalog import Catalog

CODE = "code"
"""The value of the column `source` of a rule's score."""


def rule_names(catalog: Catalog, since: datetime) -> sa.Select[Any]:
    """Return rows (name): the scores that rules gave from `since` on."""
    scores = table(catalog, "scores")
    given = (scores.c.source == CODE, scores.c.value.is_not(None), scores.c.created_at >= since - SKEW)
    return sa.select(scores.c.name).where(*given).distinct().order_by(scores.c.name)
