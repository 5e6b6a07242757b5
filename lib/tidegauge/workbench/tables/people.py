"""Who may do what, and who did what."""

import sqlalchemy as sa

from tidegauge.workbench.tables._metadata import METADATA

MEMBERS = sa.Table(
    "members",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("gone", sa.Boolean, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
)
"""Who works here, in which role; `key` is the SHA-256 of the member's secret. The newest row of a name counts."""

MEMBER_SESSIONS = sa.Table(
    "member_sessions",
    METADATA,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("until", sa.DateTime, nullable=False),
)
"""Who is signed in, in which browser; `session` is the SHA-256 of what the browser holds."""

BATCH_REVIEWERS = sa.Table(
    "batch_reviewers",
    METADATA,
    sa.Column("batch", sa.Integer, sa.ForeignKey("review_batches.id"), primary_key=True),
    sa.Column("reviewer", sa.Text, primary_key=True),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
)
"""Who is asked to review a batch; a batch without a row is everybody's."""

ACTIONS = sa.Table(
    "actions",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("batch", sa.Integer, nullable=True),
    sa.Column("place", sa.Integer, nullable=True),
    sa.Column("said", sa.Text, nullable=False),
)
"""The audit trail: who did what, when, on which batch and item; `said` is JSON. Appended, never changed or deleted."""
