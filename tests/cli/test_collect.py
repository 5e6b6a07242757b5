"""`tidegauge collect` without what it needs. What it does is tested in tests/collect."""

import pytest
from click.testing import CliRunner

from tidegauge.cli import collect, main


@pytest.mark.parametrize("missing", ["uvicorn", "opentelemetry.proto", "google.rpc"])
def test_without_the_extra_a_sentence_names_it(monkeypatch, missing):
    monkeypatch.setattr(collect, "find_spec", lambda name: None if name == missing else "there")
    result = CliRunner().invoke(main, ["collect"])
    assert result.exit_code == 1
    assert "pip install 'tidegauge[collect]'" in result.output


def test_without_the_package_above_it_too(monkeypatch):
    def absent(name):
        raise ModuleNotFoundError(name=name)

    monkeypatch.setattr(collect, "find_spec", absent)
    assert CliRunner().invoke(main, ["collect"]).exit_code == 1
