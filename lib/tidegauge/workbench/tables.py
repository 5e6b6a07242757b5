"""The tables of the workbench."""

import sqlalchemy as sa

METADATA = sa.MetaData()

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
