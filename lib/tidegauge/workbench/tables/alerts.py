"""Alert rules of the page, how far each rule was read, what it says now, every change of that, and who is told."""

import sqlalchemy as sa

from tidegauge.workbench.tables._metadata import METADATA

ALERT_RULES = sa.Table(
    "alert_rules",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("gone", sa.Boolean, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.UniqueConstraint("name", "version"),
)
"""Rules that were written on the page, a row a version; `text` is the rule as JSON, `gone` that it was taken away."""

ALERT_CHECKS = sa.Table(
    "alert_checks",
    METADATA,
    sa.Column("store", sa.Text, primary_key=True),
    sa.Column("rule", sa.Text, primary_key=True),
    sa.Column("definition", sa.Text, nullable=False),
    sa.Column("seen", sa.DateTime, nullable=True),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("problem", sa.Text, nullable=True),
)
"""The last check of every rule: the end of the last window it has `seen`, when it was, and why it could not be read."""

ALERT_STANDINGS = sa.Table(
    "alert_standings",
    METADATA,
    sa.Column("store", sa.Text, primary_key=True),
    sa.Column("rule", sa.Text, primary_key=True),
    sa.Column("segment", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("standing", sa.Text, nullable=False),
)
"""What a rule says of a segment now. `segment` and `standing` are JSON."""

ALERT_TRANSITIONS = sa.Table(
    "alert_transitions",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("store", sa.Text, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("segment", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("before", sa.Text, nullable=False),
    sa.Column("after", sa.Text, nullable=False),
    sa.Column("onset", sa.DateTime, nullable=True),
    sa.Column("severity", sa.Text, nullable=True),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("sentence", sa.Text, nullable=False),
    sa.Column("details", sa.Text, nullable=False),
    sa.Column("link", sa.Text, nullable=True),
    sa.Column("muted", sa.Text, nullable=True),
    sa.Column("recorded", sa.DateTime, nullable=False),
    sa.UniqueConstraint("store", "rule", "segment", "at", "after"),
)
"""Every change of state, appended and never changed: `at` the end of its window, `recorded` when a check found it."""

ALERT_NOTIFICATIONS = sa.Table(
    "alert_notifications",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("transition", sa.Integer, sa.ForeignKey("alert_transitions.id"), nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, index=True),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due", sa.DateTime, nullable=False),
    sa.Column("claimed", sa.DateTime, nullable=True),
    sa.Column("owner", sa.Text, nullable=True),
    sa.Column("sent", sa.DateTime, nullable=True),
    sa.Column("problem", sa.Text, nullable=True),
    sa.UniqueConstraint("transition", "channel"),
)
"""What is to be told, and where. `state` is queued, sending, sent or given up; `due` is when it is tried next."""
