"""Suites, kinds and targets: what is read of an answer, and what is wrong with a file."""

from pathlib import Path

import pytest

from tidegauge.errors import SettingsError
from tidegauge.judging.endpoint import Reply
from tidegauge.probes.case import ProbeCase
from tidegauge.probes.suite import load_suite, probe_kinds
from tidegauge.probes.target import Target, targets
from tidegauge.settings import load_settings
from tidegauge.settings_probes import ProbesTable, ProbeTargetTable

SUITE = 'name = "mine"\nversion = 1\n[[probes]]\nname = "sums"\nkind = "arithmetic"\n'


def test_every_kind_reads_hostile_answers() -> None:
    case = ProbeCase(id="a", prompt="?", answer=4, keys=("city",), language="en", refuse=True)
    pytest.importorskip("py3langid", reason="the extra tidegauge[judge] is not installed")
    hostile = [
        "",
        " ",
        "\x00",
        "{" * 5_000,
        "[" * 100_000,
        "9" * 5_000,
        "𝟜",
        "```json\n```",
        "-" * 9,
        '{"a": NaN}',
        "1e999",
    ]
    for kind in probe_kinds().values():
        for text in hostile:
            found = kind.outcome(case, Reply(text, None, None))
            assert found is None or found


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("888", "right"),
        ("37 * 24 = 888.", "right"),
        ("It is 1,888", "wrong"),
        ("−888", "wrong"),
        ("eight", "no number"),
    ],
)
def test_the_last_number_counts(text: str, outcome: str) -> None:
    case = ProbeCase(id="a", prompt="?", answer=888)
    assert probe_kinds()["arithmetic"].outcome(case, Reply(text, None, None)) == outcome


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (SUITE + 'cases = [{ id = "a", prompt = "2 + 2?" }]', "probe sums, case a: a probe of kind arithmetic needs the key answer"),
        (SUITE.replace("arithmetic", "arithmetik") + 'cases = [{ id = "a", prompt = "?" }]', "Did you mean arithmetic?"),
        (SUITE + 'cases = [{ id = "a", prompt = "?", answer = 1 }, { id = "a", prompt = "?", answer = 2 }]', "the id stands twice"),
        (SUITE + 'cases = [{ id = "a", prompt = "" }]', "key probes.0.cases.0.prompt"),
        (SUITE + "cases = []", "key probes.0.cases"),
        ("name = ", "is not valid TOML"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_suite_is_said(tmp_path: Path, written: str, said: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        load_suite(str(path))
    assert said in str(refused.value)
    assert str(path) in str(refused.value)


def test_a_suite_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(SettingsError, match=r"Did you mean core\?"):
        load_suite("cor")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_suite("/nowhere/mine.toml")


def test_another_question_is_another_series() -> None:
    suite = load_suite("core")
    shorter = suite.model_copy(update={"probes": suite.probes[:-1]})
    table, own = ProbesTable(), ProbeTargetTable(model="m", url="http://127.0.0.1:1/v1")
    one, other = (Target("large", own, each, table).subject.series for each in (suite, shorter))
    warmer = Target("large", own.model_copy(update={"temperature": 1.0}), suite, table).subject.series
    assert len({one, other, warmer}) == 3
    assert Target("renamed", own, suite, table).subject.series == one


def test_a_target_that_nobody_declared_is_said() -> None:
    with pytest.raises(SettingsError, match="Nobody is probed yet"):
        targets(ProbesTable(), load_suite("core"))
    table = ProbesTable(targets={"large": ProbeTargetTable(model="m")})
    with pytest.raises(SettingsError, match=r"Did you mean large\?"):
        targets(table, load_suite("core"), ["lage"])


def test_a_key_that_is_written_out_is_refused_and_not_repeated(tmp_path: Path) -> None:
    config = tmp_path / "tidegauge.toml"
    config.write_text('[probes.targets.large]\nmodel = "m"\nkey = "sk-very-secret"\n', encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        load_settings(config, environ={})
    assert "probes.targets.large.key" in str(refused.value)
    assert "sk-very-secret" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    ["https://ann:hunter2@host/v1", "https://hunter2@host/v1", "ftp://hunter2", "https://host v1 hunter2"],
)
def test_an_address_with_a_password_is_refused_and_not_repeated(tmp_path: Path, url: str) -> None:
    config = tmp_path / "tidegauge.toml"
    config.write_text(f'[probes.targets.large]\nmodel = "m"\nurl = "{url}"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="without a user and a password") as refused:
        load_settings(config, environ={})
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/v1", "https://host", "https://host/v1?as=a@b"])
def test_an_address_may_have_a_port_a_path_and_a_query(url: str) -> None:
    assert ProbeTargetTable(model="m", url=url).url == url


def test_an_unknown_key_gets_the_nearest_one(tmp_path: Path) -> None:
    config = tmp_path / "tidegauge.toml"
    for written, nearest in (
        ("[probes]\nreference_run = 3", "reference_runs"),
        ("[versions]\npined = []", "pinned"),
    ):
        config.write_text(written, encoding="utf-8")
        with pytest.raises(SettingsError, match=f"Did you mean {nearest}\\?"):
            load_settings(config, environ={})
