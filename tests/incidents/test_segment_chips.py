"""The segment of an incident as chips: what a person or Scope spells, and what an alert tells."""

import sqlalchemy as sa

from tests.incidents_made import FIRED, firing, opening
from tidegauge.incidents.from_alert import from_alert
from tidegauge.incidents.opening import open_incident
from tidegauge.incidents.segment_chips import chips_of
from tidegauge.settings import Settings


def test_a_comma_parts_two_values_of_a_chip(engine: sa.Engine) -> None:
    told = opening(segment=(("geo", "BR, DE"), ("customer", '"Smith, Jones"')))
    found = open_incident(engine, told, store="", by="ana", at=FIRED)
    assert [one.values for one in chips_of(found)] == [("BR", "DE"), ("Smith, Jones",)]


def test_a_comma_in_the_value_of_an_alert_parts_nothing(engine: sa.Engine) -> None:
    found = from_alert(engine, Settings(), firing(segment=(("customer", 'Smith, "J"'),)))
    assert found is not None
    assert [one.values for one in chips_of(found)] == [('Smith, "J"',)]
