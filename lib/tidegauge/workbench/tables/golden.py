"""Golden sets: items whose answer was decided, frozen into versions."""

import sqlalchemy as sa

from tidegauge.workbench.tables._metadata import METADATA

GOLDEN_CANDIDATES = sa.Table(
    "golden_candidates",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("golden_set", sa.Text, nullable=False),
    sa.Column("item", sa.Text, nullable=False),
    sa.Column("gone", sa.Boolean, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
)
"""What the next version of a set takes in (`item` is JSON), or not any more (`gone`). Appended, never changed."""

GOLDEN_SETS = sa.Table(
    "golden_sets",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.UniqueConstraint("name", "version"),
)
"""The frozen versions; `hash` is the SHA-256 of the content. No row is ever changed or deleted."""

GOLDEN_ITEMS = sa.Table(
    "golden_items",
    METADATA,
    sa.Column("golden_set", sa.Integer, sa.ForeignKey("golden_sets.id"), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("item", sa.Text, nullable=False),
)
"""The items of a frozen version as JSON, each with its SHA-256. No row is ever changed or deleted."""
