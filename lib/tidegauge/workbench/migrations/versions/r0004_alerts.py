"""Alert rules, their checks, standings and transitions, and notifications."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TABLES = sa.MetaData()
sa.Table(
    "alert_rules",
    TABLES,
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
sa.Table(
    "alert_checks",
    TABLES,
    sa.Column("store", sa.Text, primary_key=True),
    sa.Column("rule", sa.Text, primary_key=True),
    sa.Column("definition", sa.Text, nullable=False),
    sa.Column("seen", sa.DateTime, nullable=True),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("problem", sa.Text, nullable=True),
)
sa.Table(
    "alert_standings",
    TABLES,
    sa.Column("store", sa.Text, primary_key=True),
    sa.Column("rule", sa.Text, primary_key=True),
    sa.Column("segment", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("standing", sa.Text, nullable=False),
)
sa.Table(
    "alert_transitions",
    TABLES,
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
sa.Table(
    "alert_notifications",
    TABLES,
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


def upgrade() -> None:
    """Make the tables where they are lacking."""
    TABLES.create_all(op.get_bind())
