"""Suggested rules: as narrow as the calls allow, read back from what is printed, and checked by their own back-test."""

import tomllib

from tests.alert_calls import AN_HOUR, BEGAN, rule
from tidegauge.alerts.backtest_records import Known
from tidegauge.alerts.rules import check_rule, rules_of
from tidegauge.alerts.rules_toml import toml_of
from tidegauge.alerts.suggestions import suggestions
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

ASKED = Settings.model_validate({"overview": ["error_rate", "calls"], "watch": ["latency_p95"]})


def test_windows_have_the_calls_that_a_rule_asks_for(broken: Source) -> None:
    found = suggestions(broken, ASKED)
    assert {one.rule.table.metric for one in found} == {"error_rate", "calls", "latency_p95"}
    for one in found:
        table, hours = one.rule.table, one.rule.table.window.total_seconds() / 3600
        check_rule(one.rule, ASKED, broken.store.catalog())
        assert AN_HOUR * hours >= table.minimum_n
        assert one.backtest.segments
        if table.for_each:
            # BR on ios is the smallest of six segments: 8% of 60 calls an hour.
            assert f"{one.backtest.segments} of " in one.sentence or one.backtest.segments >= 3
    assert [one.backtest.pages_per_week for one in found] == sorted(
        one.backtest.pages_per_week for one in found
    )


def test_what_broke_is_found_by_one_of_them(broken: Source) -> None:
    errors = [one for one in suggestions(broken, ASKED) if one.rule.table.metric == "error_rate"]
    assert any(one.backtest.firings for one in errors)


def test_what_caught_an_incident_stands_before_what_pages_least(broken: Source) -> None:
    incident = Known("INC-1", BEGAN, segment=(("geo", "BR"), ("device", "ios")))
    found = suggestions(broken, ASKED, known=(incident,))
    caught = [len(one.backtest.caught) for one in found]
    assert caught == sorted(caught, reverse=True)
    assert (caught[0], caught[-1]) == (1, 0)
    # By pages alone a rule that is silent would be first.
    assert found[0].backtest.pages_per_week > min(one.backtest.pages_per_week for one in found)


def test_what_is_printed_is_what_is_read(broken: Source) -> None:
    found = [one.rule for one in suggestions(broken, ASKED)]
    text = toml_of([*found, rule("a “quoted” name", metric='rate("odd.name" = 1)', where=("geo = BR",))])
    again = rules_of(Settings.model_validate(tomllib.loads(text)))
    assert [(one.name, one.table) for one in again][: len(found)] == [(one.name, one.table) for one in found]
    assert again[-1].table.where == ("geo = BR",)


def test_a_rule_that_is_there_is_not_suggested_again(broken: Source) -> None:
    found = suggestions(broken, ASKED)
    again = suggestions(broken, ASKED, rules=[one.rule for one in found])
    assert again == ()
