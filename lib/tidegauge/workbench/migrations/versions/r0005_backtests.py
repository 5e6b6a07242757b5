"""Back-tests of alert rules."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

TABLES = sa.MetaData()
sa.Table(
    "alert_backtests",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("store", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("start", sa.DateTime, nullable=False),
    sa.Column("end", sa.DateTime, nullable=False),
    sa.Column("pages", sa.Integer, nullable=False),
    sa.Column("false_pages", sa.Integer, nullable=False),
    sa.Column("delay", sa.Float, nullable=True),
    sa.Column("known", sa.Text, nullable=False),
    sa.Column("caught", sa.Text, nullable=False),
    sa.Column("sentence", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Index("backtests_of_rules", "store", "digest"),
)


def upgrade() -> None:
    """Make the table where it is lacking."""
    TABLES.create_all(op.get_bind())
