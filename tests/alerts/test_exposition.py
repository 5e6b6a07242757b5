from collections import Counter
from dataclasses import replace
from datetime import datetime

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from tidegauge.alerts import exposition as module
from tidegauge.alerts.evaluated import Evaluation, RuleEvaluation
from tidegauge.alerts.exposition import MOST, Exposition, registry
from tidegauge.alerts.outbox import Sending
from tidegauge.alerts.records import Reading, Standing, State
from tidegauge.errors import SettingsError

AT = datetime(2026, 11, 2, 12)
ODD = (("geo", 'BR "ü"\n\\'),)


def _rule(standings: tuple[Standing, ...], problem: str | None = None) -> RuleEvaluation:
    return RuleEvaluation("errors", State.FIRING, "So.", AT, 1, standings, (), problem)


def _shown(found: Evaluation | None) -> dict[tuple[str, ...], float]:
    exposition = Exposition(lambda: Counter({Sending.QUEUED: 2}))
    if found is not None:
        exposition.take(found)
    text = generate_latest(registry(exposition)).decode()
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


# The authority for the format is prometheus_client's own parser.
def test_states_and_values_by_rule_and_segment() -> None:
    fires = Standing("errors", ODD, State.FIRING, reading=Reading(ODD, AT, breach=True, value=0.4))
    found = _shown(Evaluation(AT, AT, 0.5, (_rule((fires, Standing("errors", ()))),)))
    assert found["tidegauge_alert_state", "errors", 'geo = BR "ü"\n\\'] == 4
    assert found["tidegauge_alert_value", "errors", 'geo = BR "ü"\n\\'] == 0.4
    assert found["tidegauge_alert_state", "errors", ""] == 0
    assert found["tidegauge_alert_rule_state", "errors"] == 4
    assert found["tidegauge_alert_rule_segments", "errors", "ok"] == 1
    assert found["tidegauge_alert_rules_firing",] == 1
    assert found["tidegauge_notifications", "queued"] == 2
    assert found["tidegauge_evaluations_total",] == 1
    assert found["tidegauge_evaluation_seconds_total",] == 0.5
    assert (
        found["tidegauge_evaluation_timestamp_seconds",] == 1_793_620_800
    )  # date -u -d 2026-11-02T12:00 +%s


def test_the_worst_segments_have_series_and_no_more() -> None:
    many = [Standing("errors", (("geo", f"G{number}"),)) for number in range(300)]
    many[250] = replace(many[250], state=State.FIRING)
    found = _shown(Evaluation(AT, AT, 0.5, (_rule(tuple(many), "lost"),)))
    states = [key for key in found if key[0] == "tidegauge_alert_state"]
    assert len(states) == MOST
    assert found["tidegauge_alert_state", "errors", "geo = G250"] == 4
    assert found["tidegauge_alert_rule_problem", "errors"] == 1
    assert found["tidegauge_alert_rule_segments", "errors", "ok"] == 299


def test_before_the_first_evaluation_there_are_counters() -> None:
    assert _shown(None)["tidegauge_evaluations_total",] == 0


def test_without_the_client_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    with pytest.raises(SettingsError, match=r"pip install 'tidegauge\[alerts\]'"):
        registry(Exposition(Counter))
