"""Saved views, baselines, connections, judging, review batches and labels: the tables before there were revisions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TABLES = sa.MetaData()

sa.Table(
    "saved_views",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("page", sa.Text, nullable=False),
    sa.Column("query", sa.Text, nullable=False),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("team", sa.Boolean, nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
)
sa.Table(
    "review_inbox",
    TABLES,
    sa.Column("trace_id", sa.Text, primary_key=True),
    sa.Column("span_id", sa.Text, primary_key=True),
    sa.Column("added_by", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("added_at", sa.DateTime, nullable=False),
)
sa.Table(
    "baselines",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("metric", sa.Text, nullable=False),
    sa.Column("segment", sa.Text, nullable=False),
    sa.Column("filter", sa.Text, nullable=False),
    sa.Column("start", sa.DateTime, nullable=False),
    sa.Column("end", sa.DateTime, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)
sa.Table(
    "connections",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("gone", sa.Boolean, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
)
sa.Table(
    "judge_tasks",
    TABLES,
    sa.Column("store", sa.Text, primary_key=True),
    sa.Column("evaluator", sa.Text, primary_key=True),
    sa.Column("task", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, nullable=False, index=True),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("rows", sa.Text, nullable=False),
)
sa.Table(
    "judge_spending",
    TABLES,
    sa.Column("day", sa.Text, primary_key=True),
    sa.Column("spent", sa.BigInteger, nullable=False),
    sa.Column("reserved", sa.BigInteger, nullable=False),
)
sa.Table(
    "judge_anchors",
    TABLES,
    sa.Column("store", sa.Text, primary_key=True),
    sa.Column("span_id", sa.Text, primary_key=True),
    sa.Column("trace_id", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
)
sa.Table(
    "review_batches",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("scale", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("store", sa.Text, nullable=False),
    sa.Column("filter", sa.Text, nullable=False),
    sa.Column("link", sa.Text, nullable=False),
    sa.Column("start", sa.DateTime, nullable=False),
    sa.Column("end", sa.DateTime, nullable=False),
    sa.Column("method", sa.Text, nullable=False),
    sa.Column("seed", sa.Text, nullable=False),
    sa.Column("population", sa.BigInteger, nullable=False),
    sa.Column("drawn", sa.Integer, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
)
sa.Table(
    "review_items",
    TABLES,
    sa.Column("batch", sa.Integer, sa.ForeignKey("review_batches.id"), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("trace_id", sa.Text, nullable=False),
    sa.Column("span_id", sa.Text, nullable=False),
    sa.Column("session_id", sa.Text, nullable=True),
    sa.Column("inclusion_probability", sa.Double, nullable=False),
    sa.UniqueConstraint("batch", "span_id"),
)
sa.Table(
    "review_plans",
    TABLES,
    sa.Column("batch", sa.Integer, sa.ForeignKey("review_batches.id"), primary_key=True),
    sa.Column("overlap", sa.Double, nullable=False),
    sa.Column("instruction", sa.Text, nullable=False),
)
sa.Table(
    "review_claims",
    TABLES,
    sa.Column("batch", sa.Integer, sa.ForeignKey("review_batches.id"), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("reviewer", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("until", sa.DateTime, nullable=False),
)
sa.Table(
    "labels",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("batch", sa.Integer, nullable=False),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("reviewer", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("value", sa.Double, nullable=True),
    sa.Column("label", sa.Text, nullable=True),
    sa.Column("comment", sa.Text, nullable=True),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("seconds", sa.Double, nullable=True),
    sa.Column("withdraws", sa.Integer, sa.ForeignKey("labels.id"), nullable=True, unique=True),
    sa.ForeignKeyConstraint(["batch", "place"], ["review_items.batch", "review_items.place"]),
    sa.Index("labels_of_reviewers", "batch", "reviewer"),
)
sa.Table(
    "label_publications",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("label", sa.Integer, sa.ForeignKey("labels.id"), nullable=False, index=True),
    sa.Column("gone", sa.Boolean, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
)


def upgrade() -> None:
    """Make the tables that are lacking: older workbenches have some of them or all, and no revision."""
    TABLES.create_all(op.get_bind())
