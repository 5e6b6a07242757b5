"""Every condition keeps the contract: words, readings by window and segment, a sentence and a link, found by its file."""

import pytest

from tests.alert_calls import HOUR, readings, rule
from tidegauge.alerts.conditions import conditions
from tidegauge.alerts.records import Rule
from tidegauge.alerts.rules import check_rule
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

RULES: dict[str, Rule] = {
    "change": rule(metric="error_rate", for_each=("geo",)),
    "threshold": rule(condition="threshold", metric="error_rate", above=0.05, clear=0.03, for_each=("geo",)),
    "drift": rule(condition="drift", column="status", window=24 * HOUR),
    "control": rule(condition="control", metric="error_rate", window=6 * HOUR, for_each=("geo",)),
    "budget": rule(condition="budget", budget=5.0, for_each=("geo",)),
    "freshness": rule(condition="freshness", older_than=2 * HOUR, for_each=("geo",)),
    "coverage": rule(condition="coverage", column="locale", below=0.95, for_each=("geo",)),
    "canary": rule(
        condition="canary",
        metric="latency_p95",
        candidate="geo = BR",
        control="geo = DE",
        for_each=("device",),
    ),
}


def test_each_condition_has_an_example_here() -> None:
    assert set(RULES) == set(conditions())


@pytest.mark.parametrize("name", sorted(RULES))
def test_it_says_what_it_finds(name: str, broken: Source) -> None:
    of, condition, settings = RULES[name], conditions()[name], Settings()
    check_rule(of, settings, broken.store.catalog())
    assert condition.words(of, settings)
    found = readings(broken, of, 4)
    assert found
    assert [one.at for one in found] == sorted(one.at for one in found)
    assert len({(one.at, one.segment) for one in found}) == len(found)
    known = next(one for one in found if one.value is not None)
    for onset in (None, known.at - 3 * of.table.window):
        said = condition.sentence(of, settings, known, onset)
        assert said.endswith(".")
        assert "None" not in said
        assert "nan" not in said
    link = condition.link(of, settings, known, None)
    assert link.page in {"scope", "control", "drift", "health", "segments"}


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_window_says_the_same_in_a_check_as_in_a_replay(name: str, broken: Source) -> None:
    of = RULES[name]
    # Of windows of a day two: with more of them, days of the baseline would be judged, and those it does without.
    one, many = readings(broken, of, 1), readings(broken, of, 2 if of.table.window > HOUR else 30)
    last = {reading.segment: reading for reading in many if reading.at == one[-1].at}
    for reading in one:
        again = last[reading.segment]
        assert again.breach is reading.breach
        assert again.n == reading.n
        if reading.value is not None:
            assert again.value == pytest.approx(reading.value)
        if reading.p_value is not None:
            assert again.p_value == pytest.approx(reading.p_value)
