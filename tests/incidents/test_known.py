"""Incidents on record are what a back-test is held to: of this store, by their keys."""

from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from tidegauge.alerts.backtest_records import Known
from tidegauge.incidents.known import known_incidents
from tidegauge.incidents.opening import open_incident
from tidegauge.incidents.records import Opening
from tidegauge.stores.addresses import store_key

AT = datetime(2026, 11, 20, 12)


def test_incidents_of_a_store(engine: sa.Engine, tmp_path: Path) -> None:
    ours, theirs = str(tmp_path / "lake"), "postgresql://ann:secret@db/traces"
    begun = AT - timedelta(days=2)
    segment = (("geo", "BR"), ("device", "ios"))
    open_incident(engine, Opening("late", onset=None), store=ours, by="ana", at=AT)
    open_incident(engine, Opening("early", segment, "error_rate", onset=begun), store=ours, by="ana", at=AT)
    open_incident(engine, Opening("elsewhere"), store=theirs, by="ana", at=AT)
    assert known_incidents(engine, store_key(ours)) == (
        Known("INC-2", begun, None, segment, "error_rate"),
        Known("INC-1", AT, None, ()),
    )
    assert [one.name for one in known_incidents(engine, store_key(theirs))] == ["INC-3"]
