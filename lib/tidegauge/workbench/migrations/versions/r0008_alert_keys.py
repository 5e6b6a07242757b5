"""Which alert an event of an incident tells of, as a column with an index: nobody reads every event for it."""

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_EVENTS = sa.table(
    "incident_events",
    sa.column("id", sa.Integer),
    sa.column("kind", sa.Text),
    sa.column("said", sa.Text),
    sa.column("alert", sa.Text),
)
_INDEX = "events_of_alerts"


def upgrade() -> None:
    """Add the column where it is lacking, and fill it in for the events that are there."""
    looked = sa.inspect(op.get_bind())
    if "alert" not in {one["name"] for one in looked.get_columns("incident_events")}:
        op.add_column("incident_events", sa.Column("alert", sa.Text, nullable=True))
    if _INDEX not in {one["name"] for one in looked.get_indexes("incident_events")}:
        op.create_index(_INDEX, "incident_events", ["alert"])
    _fill()


def _fill() -> None:
    connection = op.get_bind()
    query = sa.select(_EVENTS.c.id, _EVENTS.c.said).where(
        _EVENTS.c.kind == "alert", _EVENTS.c.alert.is_(None)
    )
    for row in connection.execute(query).all():
        said = json.loads(row.said)
        connection.execute(
            sa.update(_EVENTS).where(_EVENTS.c.id == row.id).values(alert=_key(said["rule"], said["segment"]))
        )


def _key(rule: str, segment: list[list[str]]) -> str:
    # As `workbench.incident_events.alert_key` of this revision.
    told = json.dumps([rule, [[str(name), str(value)] for name, value in segment]])
    return hashlib.sha256(told.encode()).hexdigest()
