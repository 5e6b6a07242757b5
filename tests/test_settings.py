"""Where settings come from, which source wins, and what is said of a wrong one."""

import os
from pathlib import Path

import pytest

from tidegauge.alerts.causes import in_order
from tidegauge.alerts.routing import check_channels
from tidegauge.alerts.rules import rules_of
from tidegauge.errors import SettingsError
from tidegauge.metrics.declaration import all_metrics, builtin_metrics
from tidegauge.settings import Settings, load_settings
from tidegauge.settings_alerts import RuleTable

EXAMPLE = Path(__file__).resolve().parents[1] / "data" / "tidegauge.example.toml"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A file that says something."""
    path = tmp_path / "tidegauge.toml"
    path.write_text(
        'store = "from-file"\nworkbench = "sqlite:///from-file"\ncurrency = "EUR"\n', encoding="utf-8"
    )
    return path


def test_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings(environ={})
    assert settings == Settings()
    assert settings.store == "./tidegauge-data/lake"
    assert settings.time_zone is None
    assert set(settings.overview) <= set(builtin_metrics())


def test_argument_beats_environment_beats_file(config: Path) -> None:
    assert load_settings(config, environ={}).store == "from-file"
    environ = {"TIDEGAUGE_STORE": "from-environment", "TIDEGAUGE_WORKBENCH": "sqlite:///from-environment"}
    settings = load_settings(config, environ=environ)
    assert (settings.store, settings.workbench) == ("from-environment", "sqlite:///from-environment")
    settings = load_settings(config, store="from-argument", environ=environ)
    assert (settings.store, settings.workbench) == ("from-argument", "sqlite:///from-environment")
    assert load_settings(config, workbench="sqlite:///mine", environ=environ).workbench == "sqlite:///mine"


def test_environment_names_the_file_and_further_keys(config: Path) -> None:
    environ = {
        "TIDEGAUGE_CONFIG": str(config),
        "TIDEGAUGE_TIME_ZONE": "Europe/Berlin",
        "TIDEGAUGE_CURRENCY": "CHF",
    }
    settings = load_settings(environ=environ)
    assert (settings.store, settings.time_zone, settings.currency) == ("from-file", "Europe/Berlin", "CHF")


def test_the_file_of_the_working_folder_is_found(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(config.parent)
    assert load_settings(environ={}).currency == "EUR"


def test_the_process_environment_is_the_default(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("TIDEGAUGE_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("TIDEGAUGE_CONFIG", str(config))
    assert load_settings().store == "from-file"


def test_an_empty_variable_is_none(config: Path) -> None:
    assert load_settings(config, environ={"TIDEGAUGE_STORE": ""}).store == "from-file"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("stroe = 'x'", "tidegauge.toml, key stroe: “stroe” is not a known key. Did you mean store?"),
        (
            "[metrics.stall]\nexpression = 'count()'\nflor = 1",
            "metrics.stall.flor: “flor” is not a known key. Did you mean floor?",
        ),
        ("[metrics.stall]\nlabel = 'x'", "key metrics.stall.expression: this is required"),
        ("[metrics]\nstall = 5", "metrics.stall: “5” cannot be used. It must be an expression in quotes"),
        (
            "[metrics.stall]\nexpression = 'count()'\nunit = 'seconds'",
            "“seconds” cannot be used. Input should be 'share'",
        ),
        ("[metrics.stall]\nexpression = 'count()'\nfloor = 0", "metrics.stall.floor: “0” cannot be used"),
        ("minimum_n = 0", "key minimum_n: “0” cannot be used. Input should be greater than or equal to 1"),
        ("minimum_n = 'many'", "key minimum_n: “many” cannot be used. Input should be a valid integer"),
        (
            "time_zone = 'Mars/Base'",
            "key time_zone: “Mars/Base” cannot be used. It must be an IANA time zone",
        ),
        ("currency = 'euro'", "key currency: “euro” cannot be used. It must be three capital letters"),
        (
            "[baselines]\nx = '2026-10-14..2026-10-01'",
            "baselines.x: “2026-10-14..2026-10-01” cannot be used. It must be two",
        ),
        ("[baselines]\nx = 'yesterday'", "baselines.x: “yesterday” cannot be used. It must be two dates"),
        (
            "[colours.geo]\nDE = 'red'",
            "colours.geo.DE: “red” cannot be used. It must be a colour such as #1f77b4",
        ),
        ("overview = 'calls'", "key overview: “calls” cannot be used. Input should be a valid tuple"),
        ("store = ", "is not valid TOML: Invalid value (at line 1, column 9)"),
        ("store = 'a'\nstore = 'b'", "line 2"),
    ],
)
def test_what_is_wrong_is_said(config: Path, written: str, said: str) -> None:
    config.write_text(written, encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        load_settings(config, environ={})
    assert said in str(refused.value)
    assert str(config) in str(refused.value)


def test_a_wrong_variable_is_named(config: Path) -> None:
    with pytest.raises(SettingsError, match="TIDEGAUGE_TIME_ZONE, key time_zone: “Mars” cannot be used"):
        load_settings(config, environ={"TIDEGAUGE_TIME_ZONE": "Mars"})


def test_everything_wrong_is_said_at_once(config: Path) -> None:
    config.write_text("stroe = 1\nminimum_n = 0", encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        load_settings(config, environ={})
    assert len(str(refused.value).splitlines()) == 2


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"absent.toml cannot be read: No such file"):
        load_settings(tmp_path / "absent.toml", environ={})
    with pytest.raises(SettingsError, match="cannot be read: Is a directory"):
        load_settings(environ={"TIDEGAUGE_CONFIG": str(tmp_path)})
    (tmp_path / "latin.toml").write_bytes(b"store = '\xe4'")
    with pytest.raises(SettingsError, match=r"latin.toml is not valid UTF-8 at byte 9"):
        load_settings(tmp_path / "latin.toml", environ={})


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().store = "other"  # type: ignore[misc]


def test_the_example_holds_every_key_and_is_valid() -> None:
    settings = load_settings(EXAMPLE, environ={})
    assert settings.model_fields_set == set(Settings.model_fields)
    assert all_metrics(settings)["stall_rate"].kind == "ratio"
    told = {key for rule in settings.alerts.rules.values() for key in rule.model_fields_set}
    assert told == set(RuleTable.model_fields)
    rules = rules_of(settings)
    check_channels(rules, settings.alerts)
    assert len(in_order(rules)) == len(rules)


def test_an_unknown_role_of_an_outcome_has_the_roles_as_alternatives(tmp_path: Path) -> None:
    file = tmp_path / "tidegauge.toml"
    file.write_text("[business]\noutcomes = { click = 'opened' }", encoding="utf-8")
    with pytest.raises(
        SettingsError, match=r"key business.outcomes: “click” is not .* Did you mean clicks\?"
    ):
        load_settings(file, environ={})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[alerts]\nowners = 'ann'", "key alerts.owners: “owners” is not a known key. Did you mean owner?"),
        ("[alerts.rules.x]\nmetrc = 'calls'", "key alerts.rules.x.metrc: “metrc” is not a known key. Did you mean metric?"),
        ("[alerts.routing]\nP9 = ['a']", "key alerts.routing: “P9” is not a known key. There are: P0, P1, P2, P3."),
        ("[alerts.channels]\nhook = 'hello world'", "key alerts.channels.hook: “the address” cannot be used. It must be an address as Apprise spells it, such as slack://TOKENS or mailto://NAME@HOST."),
        ("[alerts.severity]\np1fell = 0.1", "key alerts.severity.p1fell: “p1fell” is not a known key. Did you mean p1_fell?"),
    ],
)  # fmt: skip
def test_an_unknown_key_of_alerts_has_its_own_nearest(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "tidegauge.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        load_settings(file, environ={})
    assert str(refused.value) == f"{file}, {said}"
