"""What pages remember: saved views, baselines, stores by name."""

import sqlalchemy as sa

from tidegauge.workbench.tables._metadata import METADATA

SAVED_VIEWS = sa.Table(
    "saved_views",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("page", sa.Text, nullable=False),
    sa.Column("query", sa.Text, nullable=False),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("team", sa.Boolean, nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
)

BASELINES = sa.Table(
    "baselines",
    METADATA,
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

CONNECTIONS = sa.Table(
    "connections",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("gone", sa.Boolean, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
)
