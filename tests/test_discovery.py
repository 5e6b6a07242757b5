"""A new file in a folder is the whole registration; a file without its member is an error that names it."""

import sys
from pathlib import Path

import pytest

from tidegauge.discovery import members


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An importable package of two members and a private file."""
    folder = tmp_path / "family_of_numbers"
    folder.mkdir()
    for name, text in {"__init__": "", "one": "NUMBER = 1", "two": "NUMBER = 2", "_part": ""}.items():
        (folder / f"{name}.py").write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in [name for name in sys.modules if name.startswith("family_of_numbers")]:
        monkeypatch.delitem(sys.modules, name)
    return folder


def test_every_file_without_an_underscore_is_a_member(package: Path) -> None:
    assert members("family_of_numbers", "NUMBER", int) == {"one": 1, "two": 2}


@pytest.mark.parametrize("text", ["", "NUMBER = 'three'"])
def test_a_file_that_offers_nothing_is_named(package: Path, text: str) -> None:
    (package / "three.py").write_text(text)
    with pytest.raises(TypeError, match=r"family_of_numbers/three.py must offer NUMBER: int"):
        members("family_of_numbers", "NUMBER", int)
