"""Thumbs up and down: the words that people label them with, and one signal for all who gave the same."""

import sqlalchemy as sa

from tidegauge.schema.tables import TABLES
from tidegauge.sources.peer import CHANGED, GONE, PeerTable

KINDS_OF = {
    "thumbs_up": "thumbs_up",
    "thumbs-up": "thumbs_up",
    "thumbs up": "thumbs_up",
    "👍": "thumbs_up",
    "thumbs_down": "thumbs_down",
    "thumbs-down": "thumbs_down",
    "thumbs down": "thumbs_down",
    "👎": "thumbs_down",
}
"""{label in small letters: kind of signal}."""


def signals_of(thumbs: sa.FromClause, overlap: int) -> PeerTable:
    """Return the thumbs that people gave: one a span and direction, however many gave it.

    `thumbs` has the columns span_id, session_id, kind, created_at and `CHANGED`.
    """
    each = (thumbs.c.span_id, thumbs.c.session_id, thumbs.c.kind)
    rows = sa.select(
        *each,
        sa.func.min(thumbs.c.created_at, type_=sa.TIMESTAMP()).label("created_at"),
        sa.func.max(thumbs.c[CHANGED], type_=sa.BigInteger()).label(CHANGED),
        sa.false().label(GONE),
    )
    return PeerTable(rows.group_by(*each), TABLES["signals"].kinds, overlap)
