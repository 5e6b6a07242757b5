"""Incidents, and what happened in each."""

import sqlalchemy as sa

from tidegauge.workbench.tables._metadata import METADATA

INCIDENTS = sa.Table(
    "incidents",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("store", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
)
"""Which incidents there are: of which store, opened when. All else of them are their events. No row is ever changed."""

INCIDENT_EVENTS = sa.Table(
    "incident_events",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("incident", sa.Integer, sa.ForeignKey("incidents.id"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("recorded_at", sa.DateTime, nullable=False),
    sa.Column("said", sa.Text, nullable=False),
    sa.Column("alert", sa.Text, nullable=True),
    sa.Index("events_of_incidents", "incident", "kind"),
    sa.Index("events_of_alerts", "alert"),
)
"""What happened in an incident, when, by whom; `said` is JSON, and `alert` tells which alert it is about, where it is one's.
Appended, never changed or deleted."""
