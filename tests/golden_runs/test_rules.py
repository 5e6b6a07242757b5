"""Checks declared in a file: what is wrong with it is said, by file, check and key."""

from pathlib import Path

import pytest

from tests.workbench.test_golden import item
from tidegauge.errors import SettingsError, TidegaugeError
from tidegauge.golden_runs.ideal import held
from tidegauge.golden_runs.rules import load_rules, shipped_checks
from tidegauge.workbench.golden_item import GoldenItem, Group

ITEMS = (
    item(1, facts={"feature": "returns"}),
    item(2, Group.FAILURE, facts={"feature": "orders"}, value=0.0, expected="five days"),
    item(3, output='{"a": 1}', facts={"feature": "orders"}),
    item(4, value=0.0),
)


def names(path: Path | None, of: GoldenItem) -> list[str]:
    return [rule.name for rule in load_rules(path, ITEMS).of(held(of))]


def written(folder: Path, text: str) -> Path:
    file = folder / "own.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_shipped_checks_fit_every_item() -> None:
    assert [names(None, one) for one in ITEMS] == [["similarity"], ["contains"], ["json_keys"], ["unlike"]]
    assert names(None, item(5, output="", value=0.0)) == []
    assert load_rules(None, ITEMS).shipped
    assert shipped_checks().is_file()


def test_a_check_looks_at_the_items_that_it_names(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        """
        [[checks]]
        check = "regex"
        name = "number"
        pattern = "[0-9]"
        when = { feature = ["orders", "returns"], group = "failure" }
        [[checks]]
        check = "forbidden"
        texts = ["free"]
        when.span_id = "s1"
        """,
    )
    assert [names(file, one) for one in ITEMS] == [["forbidden"], ["number"], [], []]


def test_another_word_is_another_ruler(tmp_path: Path) -> None:
    schema = tmp_path / "form.json"
    schema.write_text('{"required": ["a"]}')
    file = written(tmp_path, '[[checks]]\ncheck = "json_schema"\nschema = "form.json"\n')
    digest = load_rules(file, ITEMS).digest
    assert digest == load_rules(file, ITEMS).digest
    schema.write_text('{"required": ["b"]}')
    assert digest != load_rules(file, ITEMS).digest
    assert load_rules(None, ITEMS).digest != digest


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "declares no check"),
        ("checks = 3", "declares no check"),
        ("checks = []", "declares no check"),
        ('[chekcs]\ncheck = "exact"', "“chekcs” is not a known table. Did you mean checks?"),
        ("[[checks]]\ntexts = []", r"\[\[checks\]\] 1, check: Field required"),
        (
            '[[checks]]\ncheck = "exakt"',
            r"\[\[checks\]\] 1, check: “exakt” is not a known check. Did you mean exact",
        ),
        ('[[checks]]\ncheck = "forbidden"', r"\[\[checks\]\] 1 forbidden, texts: Field required"),
        (
            '[[checks]]\ncheck = "similarity"\nleast = 2',
            "similarity, least: Input should be less than or equal to 1",
        ),
        (
            '[[checks]]\ncheck = "similarity"\nleats = 1',
            "leats: Extra inputs .* Its keys are: least, method, shortest",
        ),
        ('[[checks]]\ncheck = "regex"\npattern = "("', "regex: “.” is not a regular expression"),
        (
            '[[checks]]\ncheck = "exact"\nwhen.featur = "x"',
            "when: “featur” is not a known fact .* Did you mean feature",
        ),
        (
            '[[checks]]\ncheck = "exact"\nwhen.feature = "return"',
            "when.feature: “return” .* Did you mean returns",
        ),
        ('[[checks]]\ncheck = "exact"\n[[checks]]\ncheck = "exact"', "two checks are called “exact”"),
        ('[[checks]]\ncheck = "exact"\nwhen = 3', r"\[\[checks\]\] 1, when"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, said: str) -> None:
    file = written(tmp_path, text)
    with pytest.raises(TidegaugeError, match=said) as error:
        load_rules(file, ITEMS)
    assert str(file) in str(error.value)


@pytest.mark.parametrize("content", [b"[[", b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "own.toml"
    file.write_bytes(content)
    with pytest.raises(SettingsError, match=r"own\.toml"):
        load_rules(file, ITEMS)
    with pytest.raises(SettingsError, match=r"none\.toml cannot be read"):
        load_rules(tmp_path / "none.toml", ITEMS)
