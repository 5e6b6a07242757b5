"""The files for pipelines that ship: their commands are run as they are written."""

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tidegauge.bundle import bundle_folder

GATE = bundle_folder() / "data/gate"
RUN = re.compile(r"^\s+(?:- )?run: (.+)$|^    - (tidegauge .+)$", re.MULTILINE)


def commands(name: str) -> list[str]:
    """Return the commands of a pipeline's file, in order."""
    return [one or other for one, other in RUN.findall((GATE / name).read_text(encoding="utf-8"))]


def variables(name: str) -> dict[str, str]:
    """Return the two versions that the file names."""
    text = (GATE / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^\s+(CANDIDATE|BASELINE): (\S+)$", text, re.MULTILINE))


@pytest.fixture
def environment(gate_shop: Path, tmp_path: Path) -> dict[str, str]:
    """A runner's: the installed command, a store that it can read, a file for its summary."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    own = {
        "PATH": path,
        "TIDEGAUGE_STORE": str(gate_shop),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
    }
    return {"HOME": str(tmp_path), **own}


@pytest.mark.parametrize("name", ["github-actions.yml", "gitlab-ci.yml"])
def test_its_commands_run_as_written(name: str, environment: dict[str, str], tmp_path: Path) -> None:
    found = [
        one for one in commands(name) if "pip install" not in one and not one.startswith("gh pr comment")
    ]
    assert found[0].startswith("tidegauge gate --candidate")
    codes = [
        subprocess.run(
            ["bash", "-e", "-c", one],
            cwd=tmp_path,
            env={**environment, **variables(name)},
            check=False,
            timeout=300,
        ).returncode
        for one in found
    ]
    # v7 of the shop breaks its JSON: the gate fails with 1, and what follows runs all the same.
    assert codes == [1, *[0] * (len(found) - 1)]
    root = ET.parse(tmp_path / "gate.xml").getroot()  # noqa: S314  our own file
    assert root.get("failures") == "2"
    assert "Tidegauge gate: FAIL" in (tmp_path / "gate.md").read_text(encoding="utf-8")
    if name.startswith("github"):
        assert "geo" in (tmp_path / "summary.md").read_text(encoding="utf-8")


def test_the_file_is_yaml_with_the_steps_it_says() -> None:
    text = (GATE / "github-actions.yml").read_text(encoding="utf-8")
    assert "\t" not in text
    assert len(commands("github-actions.yml")) == 4
    assert (
        set(variables("github-actions.yml")) == {"CANDIDATE", "BASELINE"} == set(variables("gitlab-ci.yml"))
    )
