"""`tidegauge review rubric`: versions written down, listed and printed as they were."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tidegauge.cli import main
from tidegauge.workbench.rubric_file import shipped_rubrics


@pytest.fixture(autouse=True)
def _workbench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGAUGE_WORKBENCH", f"sqlite:///{tmp_path / 'workbench.sqlite'}")


def rubric(*words: str) -> Result:
    return CliRunner().invoke(main, ["review", "rubric", *words])


def test_a_rubric_is_added_listed_and_shown(tmp_path: Path) -> None:
    assert "one of better, expected, facts, usable" in rubric("list").stdout
    assert rubric("add", "usable", "--by", "ana").stdout.startswith(
        "usable r1  Is this answer usable as it is?"
    )
    mine = tmp_path / "mine.toml"
    mine.write_text(shipped_rubrics()["usable"].read_text().replace("as it is", "at all"))
    told = rubric("add", str(mine), "--by", "ben", "--json")
    assert [json.loads(told.stdout)[name] for name in ("name", "version", "by")] == ["usable", 2, "ben"]
    assert [one["version"] for one in json.loads(rubric("list", "--json").stdout)] == [2, 1]
    assert rubric("show", "usable").stdout.rstrip() == mine.read_text().rstrip()
    assert rubric("show", "usable:1").stdout.rstrip() == shipped_rubrics()["usable"].read_text().rstrip()
    assert 'name = "better"' in rubric("show", "better").stdout  # not written down yet, and there to copy


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "“mine.toml” is not a known rubric"),
        ('name = "x"', "mine.toml, verdict: a table [verdict]"),
        (
            'name = "x"\nredact = ["emials"]\n[verdict]\nquestion = "?"\nlabel = "l"',
            "mine.toml, redact: “emials” is not a known rule of redaction. Did you mean emails?",
        ),
        (b"\xff\xfe", "is not TOML"),
    ],
)
def test_what_cannot_be_added_is_said(
    text: str | bytes | None, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if text is not None:
        Path("mine.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    told = rubric("add", "mine.toml")
    assert told.exit_code != 0
    assert said in told.output
