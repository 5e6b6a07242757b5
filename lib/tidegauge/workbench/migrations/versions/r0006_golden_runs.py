"""Golden runs: what a frozen set was run against, every answer, and how each was marked."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

TABLES = sa.MetaData()
# Only so that the reference below finds it; it is there since 0001.
_SETS = sa.Table("golden_sets", TABLES, sa.Column("id", sa.Integer, primary_key=True))
_RUNS = sa.Table(
    "golden_runs",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("golden_set", sa.Integer, sa.ForeignKey("golden_sets.id"), nullable=False, index=True),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("target", sa.Text, nullable=False),
    sa.Column("recipe", sa.Text, nullable=False),
    sa.Column("temperature", sa.Float, nullable=True),
    sa.Column("checks", sa.Text, nullable=False),
    sa.Column("rules", sa.Text, nullable=False),
    sa.Column("first", sa.Integer, nullable=False),
    sa.Column("repeats", sa.Integer, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("ended_at", sa.DateTime, nullable=True),
    sa.Column("spent", sa.BigInteger, nullable=False),
    sa.Column("reserved", sa.BigInteger, nullable=False),
)
_ANSWERS = sa.Table(
    "golden_answers",
    TABLES,
    sa.Column("recipe", sa.Text, primary_key=True),
    sa.Column("item", sa.Text, primary_key=True),
    sa.Column("repeat", sa.Integer, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("input_tokens", sa.Integer, nullable=True),
    sa.Column("output_tokens", sa.Integer, nullable=True),
    sa.Column("seconds", sa.Float, nullable=True),
)
_MARKS = sa.Table(
    "golden_marks",
    TABLES,
    sa.Column("run", sa.Integer, sa.ForeignKey("golden_runs.id"), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("repeat", sa.Integer, primary_key=True),
    sa.Column("passed", sa.Boolean, nullable=False),
    sa.Column("checks", sa.Text, nullable=False),
)


def upgrade() -> None:
    """Make the tables where they are lacking."""
    TABLES.create_all(op.get_bind(), tables=[_RUNS, _ANSWERS, _MARKS])
