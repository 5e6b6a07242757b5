"""Rubrics, kinds of batches, members, actions and golden sets."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = sa.MetaData()
_OLDER = sa.Table("review_batches", TABLES, sa.Column("id", sa.Integer, primary_key=True))
sa.Table(
    "rubrics",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.UniqueConstraint("name", "version"),
)
sa.Table(
    "members",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("gone", sa.Boolean, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
)
sa.Table(
    "member_sessions",
    TABLES,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("until", sa.DateTime, nullable=False),
)
sa.Table(
    "batch_reviewers",
    TABLES,
    sa.Column("batch", sa.Integer, sa.ForeignKey("review_batches.id"), primary_key=True),
    sa.Column("reviewer", sa.Text, primary_key=True),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
)
sa.Table(
    "actions",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("batch", sa.Integer, nullable=True),
    sa.Column("place", sa.Integer, nullable=True),
    sa.Column("said", sa.Text, nullable=False),
)
sa.Table(
    "golden_candidates",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("golden_set", sa.Text, nullable=False),
    sa.Column("item", sa.Text, nullable=False),
    sa.Column("gone", sa.Boolean, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
)
sa.Table(
    "golden_sets",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.UniqueConstraint("name", "version"),
)
sa.Table(
    "golden_items",
    TABLES,
    sa.Column("golden_set", sa.Integer, sa.ForeignKey("golden_sets.id"), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("item", sa.Text, nullable=False),
)


def upgrade() -> None:
    """Make the new tables and columns where they are lacking: some workbenches have the tables, and no revision."""
    TABLES.create_all(op.get_bind(), [table for table in TABLES.sorted_tables if table is not _OLDER])
    if _lacks("review_batches", "kind"):
        op.add_column("review_batches", sa.Column("kind", sa.Text, nullable=False, server_default="random"))
    if _lacks("review_batches", "rubric"):
        rubric = sa.Column("rubric", sa.Integer, sa.ForeignKey("rubrics.id"), nullable=True)
        # With its reference in the line: SQLite adds none to a table that is there.
        op.add_column("review_batches", rubric, inline_references=True)
    if _lacks("review_items", "beside"):
        with op.batch_alter_table("review_items") as items:
            items.add_column(sa.Column("beside", sa.Text, nullable=True))
            items.alter_column("inclusion_probability", existing_type=sa.Double(), nullable=True)
    if _lacks("review_plans", "people"):
        op.add_column("review_plans", sa.Column("people", sa.Integer, nullable=False, server_default="2"))
    if _lacks("review_plans", "assigned"):
        assigned = sa.Column("assigned", sa.Boolean, nullable=False, server_default=sa.false())
        op.add_column("review_plans", assigned)
    if _lacks("labels", "answers"):
        op.add_column("labels", sa.Column("answers", sa.Text, nullable=True))


def _lacks(table: str, column: str) -> bool:
    return column not in {found["name"] for found in sa.inspect(op.get_bind()).get_columns(table)}
