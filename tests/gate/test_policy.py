"""The policy file: its default says what the code does, and what is wrong in one is named."""

import tomllib
from pathlib import Path

import pytest

from tidegauge.errors import SettingsError
from tidegauge.gate.checks import checks
from tidegauge.gate.policy import Policy, default_policy, load_policy, policy_of
from tidegauge.gate.policy_general import General


def test_the_file_that_ships_says_what_holds_without_one() -> None:
    found = policy_of(tomllib.loads(default_policy()), "the default")
    assert found.general == General()
    assert {name: found.table(name) for name in checks()} == {
        name: one.table() for name, one in checks().items()
    }


def test_the_file_that_ships_names_every_key() -> None:
    said = tomllib.loads(default_policy())
    unset = {"hallucination": {"max_rate"}, "latency": {"budget_ms"}, "cost": {"budget"}}
    every = {"enabled", "decides", "waits"}
    for name, one in checks().items():
        keys = set(one.table.model_fields) - unset.get(name, set()) - every
        assert keys <= set(said["checks"][name]), name
        assert all(f"# {key} = " in default_policy() for key in unset.get(name, set()))


def test_without_a_file_the_published_gates_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_policy() == Policy()
    (tmp_path / "tidegauge-gate.toml").write_text("false_fail = 0.01\n")
    assert load_policy().general.false_fail == 0.01


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[checks.formt]", "“formt” is not a known check. Did you mean format?"),
        ("[check.format]", "“check” is not a known key. Did you mean checks?"),
        ("[checks.format]\nmax_rat = 0.1", "key checks.format.max_rat: “max_rat” is not a known key"),
        ("[checks.format]\nmax_rate = 2", "key checks.format.max_rate: “2” cannot be used"),
        ("[checks.format]\nmax_rate = nan", "key checks.format.max_rate"),
        ("[checks.features]\nmeasure = 'js'", "'psi', 'ks' or 'wasserstein'"),
        ("peeking = 1", "key peeking: “1” cannot be used"),
        ("checks = 3", "key checks: this is a table"),
        ("[checks]\nformat = 3", "key checks.format: this is a table of keys"),
        ("[checks.format", "is not valid TOML"),
    ],
)
def test_what_is_wrong_is_named_with_file_and_key(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "gate.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as error:
        load_policy(file)
    assert said in str(error.value)
    assert str(file) in str(error.value)
