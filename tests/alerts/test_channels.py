import pytest

from tests.alert_rules import rule
from tests.webhook import webhook
from tidegauge.alerts import channels as module
from tidegauge.alerts.channels import Channel, channels, filled
from tidegauge.alerts.messages import Message, News
from tidegauge.errors import SettingsError
from tidegauge.settings_alerts import AlertsTable

TEXT = Message(
    "[P1 firing] errors: geo = BR", "Erros: 40 % • “é” <b>\nhttps://tides.example.org/scope?a=b", News.BAD
)


def test_a_message_arrives_as_it_is() -> None:
    with webhook() as service:
        assert Channel("chat", service.address).send(TEXT) is None
    assert (service.titles, service.texts) == ([TEXT.title], [TEXT.body])


def test_why_it_did_not_go() -> None:
    with webhook() as service:
        service.down = True
        assert Channel("chat", service.address).send(TEXT) == "The service answered 503"
    assert Channel("chat", service.address).send(TEXT) == "The service could not be reached"


def test_secrets_come_from_the_environment_and_are_not_shown() -> None:
    alerts = AlertsTable(channels={"hook": "json://user:${HOOK_PASSWORD}@127.0.0.1:1/x"})
    ready = channels(alerts, ["hook"], environ={"HOOK_PASSWORD": "p@ss/word"})
    assert ready["hook"].address == "json://user:p%40ss%2Fword@127.0.0.1:1/x"
    assert "p%40ss" not in repr(ready)
    assert "p%40ss" not in str(ready["hook"].send(TEXT))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (
            "json://${HOOK_HOST}/x",
            r"hook \(of the alert rule errors\) takes \$\{HOOK_HOST\} from the environment, and HOOK_HOST is not set",
        ),
        (
            "telegraf://secret-token",
            r"\[alerts.channels\] hook \(of the alert rule errors\): Apprise cannot read this address \(telegraf\)",
        ),
        ("slack://secret-token", "cannot read this address"),
    ],
)
def test_an_address_that_cannot_be_used(address: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said) as refused:
        channels(AlertsTable(channels={"hook": address}), ["hook"], [rule(channels=["hook"])], {})
    assert "secret-token" not in str(refused.value)


def test_a_whole_address_may_come_from_the_environment() -> None:
    assert filled("hook", "${HOOK}", {"HOOK": "json://a/b"}) == "json://a/b"


def test_without_apprise_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    with pytest.raises(SettingsError, match=r"pip install 'tidegauge\[alerts\]'"):
        channels(AlertsTable(channels={"hook": "json://a"}), ["hook"], [rule(channels=["hook"])], {})
    assert channels(AlertsTable(), []) == {}
