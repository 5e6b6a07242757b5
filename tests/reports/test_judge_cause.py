"""What a sentence says across a change of judge is no more than its intervals show."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from tidegauge.findings import Effect
from tidegauge.reports._judge.records import Corrected, Missing, RulerChange, RulerRow
from tidegauge.reports._judge.said import Said
from tidegauge.reports._judge.scale import Scale
from tidegauge.reports._judge.sentence_ruler import changed_judge
from tidegauge.reports._records import Measure
from tidegauge.stats.estimate import Difference, floats

AT = datetime(2026, 11, 1)
UNKNOWN = Missing("No answer has a label.", 196, 0.07)
CANNOT = "Whether answers got worse cannot be told"


def quality(value: float, half: float) -> Corrected:
    return Corrected(Measure(value, value - half, value + half, 4_000), "ppi++", 4_000, 60, 0.5)


def sentence(
    fall: float,
    ruler: tuple[float, float, float] | None,
    before: Corrected | Missing = UNKNOWN,
    now: Corrected | Missing = UNKNOWN,
) -> str:
    asked: Any = SimpleNamespace(time_zone="UTC", current=SimpleNamespace(window=SimpleNamespace(end=AT)))
    rows = () if ruler is None else (RulerRow("", "", Effect(*ruler, "score"), 150, ruler=True),)
    moved = Difference(*floats(-fall, -fall - 0.04, -fall + 0.04, 1e-9, 4_000, 4_000))
    raw, old = (Measure(one, one - 0.03, one + 0.03, 4_000) for one in (4.1 - fall, 4.1))
    change = RulerChange(AT, "r3", "r4")
    said = Said(asked, "correctness", Scale(1, 5, 1, 4), 0.1, raw, old, moved, now, before, change, rows)
    return changed_judge(said, change).sentence


@pytest.mark.parametrize(
    ("fall", "ruler", "says"),
    [
        (0.5, (-0.48, -0.56, -0.40), "to 3.6 because the judge changed."),
        (
            0.5,
            (-0.05, -0.08, -0.02),
            ", partly because the judge changed: by 0.05 of 0.50 on the same answers.",
        ),
        (
            0.1,
            (-0.6, -1.2, -0.02),
            "by 0.60 [0.02, 1.20] on the same answers; whether that is all cannot be told.",
        ),
        (0.5, (0.02, -0.03, 0.07), ", and the judge changed: they cannot be compared."),
    ],
)
def test_because_is_said_of_what_the_same_answers_explain(
    fall: float, ruler: tuple[float, float, float], says: str
) -> None:
    found = sentence(fall, ruler)
    assert says in found
    assert ("That alone explains it" in found) is False or "to 3.6 because" in found


@pytest.mark.parametrize(
    ("before", "now", "says"),
    [
        (quality(0.80, 0.08), quality(0.72, 0.08), CANNOT),
        (quality(0.80, 0.11), quality(0.80, 0.11), CANNOT),
        (quality(0.80, 0.04), quality(0.79, 0.04), "Answers did not get worse by 7 pt or more"),
        (quality(0.80, 0.04), quality(0.60, 0.04), "Answers got worse too"),
        (quality(0.60, 0.04), quality(0.80, 0.04), "Answers got better"),
    ],
)
def test_answers_did_not_get_worse_names_what_is_ruled_out(
    before: Corrected, now: Corrected, says: str
) -> None:
    assert says in sentence(0.5, (-0.48, -0.56, -0.40), before, now)


def test_without_the_same_answers_people_must_rule_out_a_change() -> None:
    assert "because" not in sentence(0.5, None, quality(0.8, 0.11), quality(0.8, 0.11))
    assert "because the judge changed" in sentence(0.5, None, quality(0.8, 0.04), quality(0.8, 0.04))
