"""The app, the data and Streamlit's settings are found beside the package or at the root of a checkout."""

from pathlib import Path

import pytest

from tidegauge import bundle


def test_the_folder_holds_what_the_command_needs() -> None:
    folder = bundle.bundle_folder()
    for name in ("app/main.py", "data", ".streamlit/config.toml"):
        assert (folder / name).exists(), name


def test_a_wheel_finds_its_own_copy_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = tmp_path / "tidegauge" / "_bundle" / "app"
    app.mkdir(parents=True)
    (app / "main.py").touch()
    monkeypatch.setattr(bundle, "_PACKAGE", tmp_path / "tidegauge")
    assert bundle.bundle_folder() == tmp_path / "tidegauge" / "_bundle"


def test_a_package_without_its_app_says_where_it_looked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "_PACKAGE", tmp_path / "a" / "b")
    with pytest.raises(FileNotFoundError, match="_bundle"):
        bundle.bundle_folder()
