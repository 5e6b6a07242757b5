"""What is open already is named before the like is opened."""

import pytest
import sqlalchemy as sa

from tests.incidents_made import BR, FIRED, opening
from tidegauge.incidents.acts import set_status
from tidegauge.incidents.opening import open_incident
from tidegauge.incidents.twin import check_twin, twin_of
from tidegauge.workbench.incident_events import IncidentError


def test_of_the_same_metric_and_calls(engine: sa.Engine) -> None:
    found = open_incident(engine, opening("first"), store="", by="ana", at=FIRED)
    again = opening("second", tuple(reversed(BR)))
    assert twin_of(engine, again) == found
    assert twin_of(engine, opening(metric="error_rate")) is None
    assert twin_of(engine, opening(segment=BR[:1])) is None
    with pytest.raises(IncidentError, match="INC-1 is open for the same metric and calls: first"):
        check_twin(engine, again, "", "add --again")
    set_status(engine, found, "resolved", by="ana", at=FIRED)
    assert twin_of(engine, again) is None


def test_without_a_metric_the_title_counts(engine: sa.Engine) -> None:
    open_incident(engine, opening("odd", metric=None), store="", by="ana", at=FIRED)
    assert twin_of(engine, opening("odd", metric=None)) is not None
    assert twin_of(engine, opening("other", metric=None)) is None
