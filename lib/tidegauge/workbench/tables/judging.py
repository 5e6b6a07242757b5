"""What judges were asked, and what it cost."""

import sqlalchemy as sa

from tidegauge.workbench.tables._metadata import METADATA

JUDGE_TASKS = sa.Table(
    "judge_tasks",
    METADATA,
    sa.Column("store", sa.Text, primary_key=True),
    sa.Column("evaluator", sa.Text, primary_key=True),
    sa.Column("task", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, nullable=False, index=True),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("rows", sa.Text, nullable=False),
)
"""What a judge was asked. `state` is asked, answered or published; `rows` are its scores as JSON."""

JUDGE_SPENDING = sa.Table(
    "judge_spending",
    METADATA,
    sa.Column("day", sa.Text, primary_key=True),
    sa.Column("spent", sa.BigInteger, nullable=False),
    sa.Column("reserved", sa.BigInteger, nullable=False),
)
"""What judging cost on a UTC day, in billionths of a US dollar: `spent`, and `reserved` by what is being asked."""

JUDGE_ANCHORS = sa.Table(
    "judge_anchors",
    METADATA,
    sa.Column("store", sa.Text, primary_key=True),
    sa.Column("span_id", sa.Text, primary_key=True),
    sa.Column("trace_id", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
)
"""The calls that a judge is measured on, again every day."""
