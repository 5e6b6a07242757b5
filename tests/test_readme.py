"""The README names every page, every command and every option that it uses truly."""

import re
import shlex
from pathlib import Path

import click
import pytest

from app.menu import entries
from tidegauge.cli import main
from tidegauge.settings import load_settings

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [README, *(path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("docs/**/*.md")))]
COMMANDS = sorted(
    {
        line
        for page in PAGES
        for line in re.findall(
            r"tidegauge (?:import|demo|serve|show|sync|collect|store|judge|review|check|watch|alerts|probe)\b[^`\n#|&;]*",
            page,
        )
    }
)

WORK = {
    "review": "tidegauge review list",
    "incidents": "tidegauge incidents list",
    "incident": "tidegauge incidents show",
}
"""Pages where work is done, and what is printed of them."""


def test_every_page_is_there_with_its_command() -> None:
    for entry in entries():
        assert f"| {entry.title} |" in README
        assert f"`{WORK.get(entry.name, f'tidegauge show {entry.name}')}" in README


@pytest.mark.parametrize("line", COMMANDS)
def test_every_option_that_it_shows_exists(line: str) -> None:
    words = shlex.split(line.strip())[1:]
    group: click.Command = main
    context = click.Context(main)
    while isinstance(group, click.Group) and words:
        found = group.get_command(context, words.pop(0))
        assert found is not None, line
        group, context = found, click.Context(found, parent=context)
    known = {name for one in group.params for name in (*one.opts, *one.secondary_opts)}
    assert {word for word in words if word.startswith("--")} - {"--help"} <= known


def test_its_settings_are_accepted(tmp_path: Path) -> None:
    block = README.split("## Settings")[1].split("An expression is")[0]
    lines = [line[4:] for line in block.splitlines() if line.startswith("    ") or not line]
    file = tmp_path / "tidegauge.toml"
    file.write_text("\n".join(lines), encoding="utf-8")
    assert "stall_rate" in load_settings(config=file, environ={}).metrics


def test_its_files_are_there() -> None:
    for path in [
        *re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README),
        "data/maps/azure_llm.toml",
        "data/tidegauge.example.toml",
    ]:
        assert (ROOT / path).stat().st_size
