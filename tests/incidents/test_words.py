"""How exactly an onset is known: an interval that is wider on one side is told by that side."""

from datetime import timedelta

import sqlalchemy as sa

from tests.incidents_made import FIRED, ONSET, opening
from tidegauge.incidents.opening import open_incident
from tidegauge.incidents.words import onset_words

MINUTE = timedelta(minutes=1)


def test_a_lopsided_interval_is_covered(engine: sa.Engine) -> None:
    asked = opening(onset=ONSET, onset_low=ONSET - 80 * MINUTE, onset_high=ONSET + 5 * MINUTE)
    assert onset_words(open_incident(engine, asked, store="", by="ana", at=FIRED)) == "± 80 min"
