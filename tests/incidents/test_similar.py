"""Past incidents that are alike are named with why, the most alike first."""

from datetime import timedelta

import sqlalchemy as sa

from tests.incidents_made import FIRED, opening
from tidegauge.incidents.acts import set_status
from tidegauge.incidents.listing import count_before
from tidegauge.incidents.opening import open_incident
from tidegauge.incidents.records import Incident
from tidegauge.incidents.similar import similar_to


def opened(engine: sa.Engine, days: int, **more: object) -> Incident:
    at = FIRED - timedelta(days=days)
    return open_incident(engine, opening(f"{days} days ago", **more), store="", by="ana", at=at)


def test_the_most_alike_stands_first_and_says_why(engine: sa.Engine) -> None:
    opened(engine, 200, segment=(("geo", "DE"),), change="prompt v4", change_kind="prompt")
    opened(engine, 100, metric="latency_p95", segment=(("tenant", "acme"),))
    opened(engine, 50, metric="error_rate", segment=(("prompt_version", "v7"), ("geo", "BR")))
    now = opened(engine, 0, change="prompt v7", change_kind="prompt")
    opened(engine, -1)
    found = similar_to(now, engine)
    assert [one.incident.title for one in found] == ["200 days ago", "50 days ago"]
    assert found[0].why == ("same metric", "geo too", "a prompt change too", "class prompt")
    assert found[1].why == ("same geo: BR", "same prompt: v7")
    assert count_before(engine, now.id) == 3


def test_the_class_alone_is_no_likeness(engine: sa.Engine) -> None:
    opened(engine, 9, metric="latency_p95", segment=())
    assert similar_to(opened(engine, 0, metric="error_rate", segment=()), engine) == ()


def test_one_that_is_open_is_said_to_be(engine: sa.Engine) -> None:
    over = opened(engine, 9)
    opened(engine, 5)
    set_status(engine, over, "resolved", by="ana", at=FIRED)
    words = {one.incident.title: one.words for one in similar_to(opened(engine, 0), engine)}
    assert words["5 days ago"].endswith(", still open")
    assert "open" not in words["9 days ago"]
