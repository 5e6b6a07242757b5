import json
import re
import tomllib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from tests.conftest import END, MIDDLE
from tests.webhook import webhook
from tidegauge.alerts.evaluated import Evaluation, RuleEvaluation
from tidegauge.alerts.records import Standing, State
from tidegauge.cli import main
from tidegauge.cli._alert_junit import write_junit
from tidegauge.cli._alert_session import AlertSession
from tidegauge.settings import Settings

RULES = """
workbench = "sqlite:///{folder}/workbench.sqlite"
store = "{lake}"

[alerts.channels]
{channels}
[alerts.rules.errors]
condition = "threshold"
metric = "error_rate"
above = 0.15
for_each = ["geo"]
window = "1 d"
breaches = 2
of = 3
minimum_n = 20
warm_up = "2 days"
severity = "P1"

[alerts.rules.calm]
condition = "threshold"
metric = "error_rate"
above = 0.9
window = "1 d"
minimum_n = 20
warm_up = "0 s"
"""
FIRING = (MIDDLE + timedelta(days=3, hours=1)).isoformat()

Check = Callable[..., Result]


@pytest.fixture
def check(lake_folder: Path, tmp_path: Path) -> Check:
    """Return check(*words): the command, with rules of its own; `more` are further lines of its settings."""

    def run(*words: str, more: str = "", channels: str = "", command: str = "check") -> Result:
        config = tmp_path / "tidegauge.toml"
        text = RULES.format(folder=tmp_path, lake=lake_folder, channels=channels) + more
        config.write_text(text, encoding="utf-8")
        return CliRunner().invoke(main, [*command.split(), "--config", str(config), *words])

    return run


def test_a_line_a_rule_and_the_exit_code_say_what_fires(check: Check) -> None:
    calm = check("--at", MIDDLE.isoformat())
    assert calm.exit_code == 0, calm.output
    assert [line.split()[:2] for line in calm.output.splitlines()[:2]] == [["ok", "calm"], ["ok", "errors"]]
    firing = check("--at", FIRING)
    assert firing.exit_code == 1, firing.output
    lines = firing.output.splitlines()
    assert lines[0].startswith("firing P1")
    assert "Error rate is" in lines[0]
    assert "geo = BR" in lines[0]
    assert lines[-1].startswith("2 rules: 1 ok, 1 firing. At ")


def test_json_is_the_evaluation(check: Check) -> None:
    found = json.loads(check("--at", FIRING, "--json").stdout)
    rules = {one["name"]: one for one in found["rules"]}
    assert (found["at"], rules["errors"]["state"], rules["calm"]["state"]) == (f"{FIRING}Z", "firing", "ok")
    fires = [one for one in rules["errors"]["standings"] if one["state"] == "firing"]
    assert [one["segment"] for one in fires] == [[["geo", "BR"]]]
    moved = [
        (one["transition"]["before"], one["transition"]["after"]) for one in rules["errors"]["transitions"]
    ]
    assert moved == [("ok", "pending"), ("pending", "firing")]


def test_junit_has_a_case_a_rule(check: Check, tmp_path: Path) -> None:
    file = tmp_path / "alerts.xml"
    broken = '[alerts.rules.lost]\ncondition = "threshold"\nmetric = "no_such_metric"\nabove = 1\n'
    assert check("--at", FIRING, "--junit", str(file), more=broken).exit_code == 1
    suite = ET.parse(file).getroot()  # noqa: S314  our own file
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("3", "1", "1")
    cases = {case.get("name"): case for case in suite.iter("testcase")}
    failure, error = cases["errors"].find("failure"), cases["lost"].find("error")
    assert failure is not None
    assert failure.get("type") == "firing P1"
    assert error is not None
    assert "no_such_metric" in str(error.get("message"))
    assert len(cases["calm"]) == 0


def test_what_cannot_be_evaluated_is_said_and_is_code_two(check: Check) -> None:
    broken = '[alerts.rules.lost]\ncondition = "threshold"\nmetric = "no_such_metric"\nabove = 1\n'
    found = check("--at", MIDDLE.isoformat(), more=broken)
    assert found.exit_code == 2
    assert "not evaluated" in found.output
    assert "3 rules: 1 not evaluated, 2 ok." in found.output


@pytest.mark.parametrize(
    ("words", "more", "said"),
    [
        (["--rule", "erors"], "", "“erors” is not a known alert rule. Did you mean errors?"),
        (["--at", "noon"], "", "“noon” is not a time."),
        ([], '[alerts.rules.x]\ncondition = "threshhold"\n', "Did you mean threshold?"),
        (
            [],
            '[alerts.rules.x]\nmetric = "error_rate"\nchannels = ["chat"]\n',
            "“chat” is not a channel: there are none",
        ),
        (["--store", "nowhere"], "", "nowhere"),
    ],
)
def test_what_is_wrong_is_code_two_and_a_sentence(
    check: Check, words: list[str], more: str, said: str
) -> None:
    found = check(*words, more=more)
    assert (found.exit_code, "Traceback" in found.output) == (2, False)
    assert said in found.stderr


def test_a_mistake_of_ours_is_no_alert(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AlertSession, "rules", lambda _: 1 / 0)
    found = check("--at", FIRING)
    assert found.exit_code == 2
    assert "ZeroDivisionError" in found.stderr


def test_a_length_beyond_any_calendar_is_refused(check: Check) -> None:
    found = check(more='[alerts.rules.x]\nmetric = "error_rate"\nwindow = "99999999999999 d"\n')
    assert (found.exit_code, "Traceback" in found.output) == (2, False)
    assert "It is longer than any calendar" in found.stderr


def test_junit_holds_what_xml_cannot(tmp_path: Path) -> None:
    odd = Standing("errors", (("geo", "B\x00R\x1b"),), State.FIRING)
    said = "It rose in B\x00R."
    fires = RuleEvaluation("errors", State.FIRING, said, None, 1, (odd,), ())
    broken = RuleEvaluation("lost", State.FIRING, said, None, 0, (odd,), (), problem="No \x1b")
    write_junit(Evaluation(END, END, 0.1, (fires, broken)), tmp_path / "alerts.xml")
    suite = ET.parse(tmp_path / "alerts.xml").getroot()  # noqa: S314  our own file
    assert (suite.get("failures"), suite.get("errors")) == ("1", "1")
    assert len(list(suite.iter("failure"))) == len(list(suite.iter("error"))) == 1
    assert next(suite.iter("failure")).text == r"geo = B\x00R\x1b"


SHY = """[alerts.rules.shy]
condition = "threshold"
metric = "error_rate"
above = 0.9
for_each = ["geo"]
window = "1 d"
minimum_n = 9000
warm_up = "0 s"
"""


def test_where_nothing_could_be_told_is_no_pass(check: Check, tmp_path: Path) -> None:
    file = tmp_path / "alerts.xml"
    at = MIDDLE.isoformat()
    found = check("--at", at, "--rule", "shy", "--junit", str(file), more=SHY)
    assert found.exit_code == 0, found.output
    assert re.match(
        r"cannot tell +shy  Cannot tell: 0 of \d+ segments had 9,000 calls in a window\.", found.output
    )
    assert "1 rule: 1 cannot tell. At " in found.output
    suite = ET.parse(file).getroot()  # noqa: S314  our own file
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("1", "0", "1")
    (skipped,) = suite.iter("skipped")
    assert str(skipped.get("message")).startswith("Cannot tell: 0 of ")
    (rule,) = json.loads(check("--at", at, "--rule", "shy", "--json", more=SHY).stdout)["rules"]
    assert rule["cannot_tell"] is True


def test_a_secret_that_is_missing_keeps_no_rule_from_being_evaluated(
    check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HOOK_PATH", raising=False)
    file = tmp_path / "alerts.xml"
    channels = 'hook = "json://localhost/${HOOK_PATH}"'
    calm = check("--at", MIDDLE.isoformat(), "--junit", str(file), channels=channels)
    assert (calm.exit_code, calm.stdout.splitlines()[-1].split(".")[0]) == (2, "2 rules: 2 ok")
    assert "Not told, and kept: [alerts.channels] hook takes ${HOOK_PATH}" in calm.stderr
    suite = ET.parse(file).getroot()  # noqa: S314  our own file
    assert (suite.get("tests"), suite.get("errors")) == ("3", "1")
    assert check("--at", FIRING, channels=channels).exit_code == 1
    with webhook() as service:
        again = check("--at", FIRING, channels=f'hook = "{service.address}"')
        assert again.stderr == "1 notification sent.\n"


def test_a_check_that_fails_leaves_no_old_report(check: Check, tmp_path: Path) -> None:
    file = tmp_path / "alerts.xml"
    file.write_text("<testsuites/>")
    assert check("--rule", "erors", "--junit", str(file)).exit_code == 2
    (error,) = ET.parse(file).getroot().iter("error")  # noqa: S314  our own file
    assert "erors" in str(error.get("message"))


def test_one_rule_alone(check: Check) -> None:
    found = check("--at", FIRING, "--rule", "calm")
    assert found.exit_code == 0, found.output
    assert "errors" not in found.output


def test_what_is_not_told_now_is_told_later(check: Check) -> None:
    with webhook() as service:
        channels = f'hook = "{service.address}"'
        assert check("--at", FIRING, "--no-notify", channels=channels).exit_code == 1
        assert service.titles == []
        again = check("--at", FIRING, channels=channels)
        assert (again.exit_code, again.stderr) == (1, "1 notification sent.\n")
    assert service.titles == ["[P1 firing] errors: geo = BR"]


def test_a_service_that_is_down_changes_no_exit_code(check: Check) -> None:
    with webhook() as service:
        service.down = True
        found = check("--at", FIRING, channels=f'hook = "{service.address}"')
    assert found.exit_code == 1
    assert (
        found.stderr
        == "Channel hook: The service answered 503. What it was to be told is kept, and tried again.\n"
    )


def test_without_rules_it_says_where_to_write_them(lake_folder: Path, tmp_path: Path) -> None:
    config = tmp_path / "tidegauge.toml"
    config.write_text(f'workbench = "sqlite:///{tmp_path}/w.sqlite"\nstore = "{lake_folder}"\n')
    file = tmp_path / "alerts.xml"
    words = ["--config", str(config), "--at", END.isoformat(), "--junit", str(file)]
    found = CliRunner().invoke(main, ["check", *words])
    assert found.exit_code == 0
    (skipped,) = ET.parse(file).getroot().iter("skipped")  # noqa: S314  our own file
    assert skipped.get("message") == "There is no alert rule that is switched on"
    assert found.output.startswith("No alert rule is switched on. Declare one under [alerts.rules.NAME]")


def test_a_firing_rule_opens_an_incident_once(check: Check) -> None:
    with webhook() as service:
        for _ in range(2):
            check("--at", FIRING, channels=f'hook = "{service.address}"')
    assert len(service.texts) == 1
    assert "Incident INC-1" in service.texts[0]


def test_history_and_list_say_what_happened(check: Check) -> None:
    with webhook() as service:
        channels = f'hook = "{service.address}"'
        check("--at", FIRING, channels=channels)
        history = check(command="alerts history", channels=channels)
        assert "pending to firing P1" in history.output
        assert "Told: hook (sent)." in history.output
        listed = json.loads(check("--json", command="alerts list", channels=channels).output)
        assert {row["name"]: row["state"] for row in listed["rows"]} == {"calm": "ok", "errors": "firing"}
        found = json.loads(
            check("--json", "--rule", "errors", command="alerts history", channels=channels).output
        )
        assert [one["recorded"]["transition"]["after"] for one in found] == ["pending", "firing"]
        tried = check(command="alerts test-notify", channels=channels)
    assert tried.output == "hook: sent.\n"
    assert service.titles[-1] == "[test] Tidegauge"


def test_a_test_message_that_does_not_go_is_an_error(check: Check) -> None:
    with webhook() as service:
        service.down = True
        tried = check(command="alerts test-notify", channels=f'hook = "{service.address}"')
    assert tried.exit_code == 1
    assert tried.output.startswith("hook: The service answered 503.\n")


@pytest.mark.thorough
def test_suggested_rules_can_be_pasted_into_the_settings(check: Check) -> None:
    found = check("--days", "7", command="alerts suggest")
    assert found.exit_code == 0, found.output
    rules = tomllib.loads(found.stdout).get("alerts", {}).get("rules", {})
    Settings.model_validate({"alerts": {"rules": rules}})
    said = json.loads(check("--days", "7", "--json", command="alerts suggest").stdout)
    assert [one["rule"]["name"] for one in said] == list(rules)
    assert rules or "Nothing to suggest" in found.stderr
