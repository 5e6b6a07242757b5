"""Back-tests of alert rules: what a rule would have done in days gone by."""

import sqlalchemy as sa

from tidegauge.workbench.tables._metadata import METADATA

ALERT_BACKTESTS = sa.Table(
    "alert_backtests",
    METADATA,
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
"""Appended, never changed. `digest` is of all that decides whether the rule pages; `delay` the median time to detect, in
seconds; `known` and `caught` are the names of incidents, as JSON."""
