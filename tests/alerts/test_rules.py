"""Rules as they are read: what is refused names rule, key, value and what there is instead."""

import pytest

from tests.alert_calls import rule
from tidegauge.alerts.records import Origin, Rule
from tidegauge.alerts.rules import check_keys, check_rule, rules_of
from tidegauge.errors import SettingsError
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.settings_alerts import RuleTable


def settings(**rules: dict[str, object]) -> Settings:
    return Settings.model_validate({"alerts": {"rules": rules}})


def test_the_file_comes_first_and_beats_the_page() -> None:
    pages = [rule("creep", condition="control", metric="error_rate"), rule("errors", metric="calls")]
    found = rules_of(settings(errors={"metric": "error_rate", "enabled": False}), pages)
    assert [(one.name, one.origin, one.table.metric) for one in found] == [
        ("errors", Origin.FILE, "error_rate"),
        ("creep", Origin.PAGE, "error_rate"),
    ]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"condition": "chnge", "metric": "calls"}, "condition: “chnge” is not a known condition. Did you mean change?"),
        ({"condition": "change"}, "metric: The condition change needs it."),
        ({"condition": "threshold", "metric": "calls"}, "above or below: The condition threshold needs it."),
        ({"metric": "calls", "above": 4}, "above: The condition change does not take it. It takes: against, direction, metric."),
        ({"metric": "calls", "breaches": 4, "of": 3}, "breaches: “4” is more than the 3 windows of the key of."),
        ({"metric": "calls", "window": "7 h", "against": "yesterday"}, "window: Against yesterday it must divide a day, such as 15 min, 1 h or 4 h."),
        ({"condition": "drift", "column": "geo"}, "window: Drift is told of whole days: the hours of a day differ. Take 1 day or more."),
        ({"metric": "calls", "where": ["geo ~~ 3"]}, "where: “geo ~~ 3” is not a filter: “~~” is no operator. Write one of !=, >=, <=, !~, =, >, <, ~."),
        ({"metric": "calls", "for_each": ["geo", "geo"]}, "for_each: A dimension is named twice."),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(table: dict[str, object], said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        rules_of(settings(watch=table))
    assert str(refused.value) == f"Alert rule “watch”, {said}"


def test_a_key_that_says_what_is_usual_anyway_is_no_mistake() -> None:
    check_keys(Rule("a", RuleTable(condition="freshness", older_than="2 h", direction="worse")))


@pytest.mark.parametrize(
    ("table", "key", "near"),
    [
        ({"metric": "error_rat"}, "metric", "Did you mean error_rate?"),
        ({"metric": "error_rate", "for_each": ("gep",)}, "for_each", "Did you mean geo?"),
        ({"metric": "error_rate", "where": ("devise = ios",)}, "where", "Did you mean device?"),
        ({"metric": "error_rate", "where": ("device",)}, "where", "is not a filter"),
        ({"condition": "coverage", "column": "local", "below": 0.5}, "column", "Did you mean locale?"),
    ],
)
def test_what_the_store_does_not_have_is_named(
    table: dict[str, object], key: str, near: str, quiet: Source
) -> None:
    with pytest.raises(SettingsError, match=f"Alert rule “watch”, {key}: ") as refused:
        check_rule(rule(**table), Settings(), quiet.store.catalog())
    assert near in str(refused.value)
