"""The timeline fills itself: changes of the store, alerts, people; in order, and only what is near."""

from collections.abc import Callable
from datetime import datetime, timedelta

import polars as pl
import sqlalchemy as sa

from tests.incidents_made import FIRED, ONSET, firing, opening
from tidegauge.incidents import acts
from tidegauge.incidents.from_alert import from_alert
from tidegauge.incidents.opening import open_incident
from tidegauge.incidents.timeline import MOST_CHANGES, changes_near, timeline
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
CALL = pl.DataFrame(
    {"trace_id": ["t"], "span_id": ["s"], "kind": ["model"], "start_time": [ONSET]},
    schema_overrides={"start_time": pl.Datetime("us")},
)


def changes(times: list[datetime]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "at": times,
            "kind": "prompt",
            "component": "order_status",
            "from_version": "v6",
            "to_version": [f"v{7 + place}" for place in range(len(times))],
            "scope": None,
            "note": "deployed to all\nand more",
        },
        schema_overrides={"at": pl.Datetime("us"), "scope": pl.String},
    )


def test_everything_in_order(engine: sa.Engine, written: Callable[..., Source]) -> None:
    source = written(CALL, changes=changes([ONSET - 8 * MINUTE]))
    found = from_alert(engine, Settings(), firing(), pending_at=FIRED - 5 * MINUTE)
    assert found is not None
    acts.note(engine, found, "v6 pinned\nfor BR", by="ana", at=FIRED + 39 * MINUTE)
    last = acts.acknowledge(engine, found, by="ana", at=FIRED + 9 * MINUTE)
    lines = timeline(last, engine, changes_near(source, last, FIRED + DAY))
    assert [(f"{one.at:%H:%M}", one.text, one.by) for one in lines] == [
        ("14:12", "prompt order_status v6 → v7, deployed to all", ""),
        ("14:20", "onset", ""),
        ("14:47", "rule format-failures pending", ""),
        ("14:52", "rule format-failures firing, P1", ""),
        ("15:01", "acknowledged by ana", ""),
        ("15:31", "v6 pinned\nfor BR", "ana"),
    ]


def test_only_changes_that_are_near(engine: sa.Engine, written: Callable[..., Source]) -> None:
    near, far = ONSET - 23 * timedelta(hours=1), ONSET - 2 * DAY
    source = written(CALL, changes=changes([far, near, FIRED + DAY]))
    found = open_incident(engine, opening(), store="", by="ana", at=FIRED)
    assert [one.at for one in changes_near(source, found, FIRED)] == [near]
    resolved = acts.set_status(engine, found, "resolved", by="ana", at=FIRED + 2 * DAY)
    assert [one.at for one in changes_near(source, resolved, FIRED)] == [near, FIRED + DAY]


def test_of_very_many_the_nearest(engine: sa.Engine, written: Callable[..., Source]) -> None:
    times = [ONSET + MINUTE * place for place in range(-60, 60)]
    source = written(CALL, changes=changes(times))
    found = open_incident(engine, opening(), store="", by="ana", at=FIRED)
    told = changes_near(source, found, FIRED + DAY)
    assert len(told) == MOST_CHANGES
    assert max(abs(one.at - ONSET) for one in told) <= MINUTE * 6


def test_a_store_without_changes_has_none(engine: sa.Engine, source: Source) -> None:
    found = open_incident(engine, opening(), store="", by="ana", at=FIRED)
    assert changes_near(source, found, FIRED) == ()
