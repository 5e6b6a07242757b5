"""The shape of the tree: small files with names that say what is in them, Streamlit at its place, nothing of this machine."""

import ast
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CODE = sorted([*ROOT.glob("lib/**/*.py"), *ROOT.glob("app/**/*.py")])
DRAWERS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "manager",
    "managers",
    "core",
    "misc",
    "base",
    "shared",
    "stuff",
}
LONGEST = 300


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def committed() -> list[Path]:
    """The files that git knows, or in an unpacked archive those that it would."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=False
    )
    if listed.returncode:
        pytest.skip("this is no git checkout: what is committed cannot be told")
    return [path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


@pytest.mark.parametrize("path", CODE, ids=named)
def test_a_file_is_short_and_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST
    assert not {part.removeprefix("_") for part in path.relative_to(ROOT).with_suffix("").parts} & DRAWERS
    if path.name != "__init__.py" or text.strip():
        assert ast.get_docstring(ast.parse(text)), "a line that says what one finds in it"


def test_no_two_pages_have_one_name() -> None:
    # Streamlit takes a page's address from its file name.
    stems = Counter(path.stem for path in ROOT.glob("app/views/**/*.py") if path.name != "__init__.py")
    assert [stem for stem, count in stems.items() if count > 1] == []


def test_no_folder_is_called_pages() -> None:
    # Streamlit would run its files past the sign-in gate.
    assert not [folder for folder in (ROOT / "app").rglob("pages") if folder.is_dir()]


def _imports(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    return plain | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


def test_streamlit_is_imported_by_the_app_and_its_server_alone() -> None:
    allowed = re.compile(r"lib/tidegauge/(server\.py|web/)")
    users = [
        named(path)
        for path in CODE
        if path.is_relative_to(ROOT / "lib")
        and any(name.partition(".")[0] == "streamlit" for name in _imports(path))
    ]
    assert [path for path in users if not allowed.match(path)] == []


def test_statistics_know_arrays_only() -> None:
    # Members of a family are found by listing, and an error is an error: neither knows of any data.
    below = ("tidegauge.stats", "tidegauge.discovery", "tidegauge.errors")
    for path in ROOT.glob("lib/tidegauge/stats/**/*.py"):
        foreign = {
            name
            for name in _imports(path)
            if name.partition(".")[0] in {"sqlalchemy", "polars", "datetime", "random", "time"}
        }
        outside = {
            name for name in _imports(path) if name.startswith("tidegauge.") and not name.startswith(below)
        }
        assert not foreign | outside, named(path)


# In two halves each, so that this file does not name them itself.
_MACHINE = re.compile(r"(?<![\w.])/(?:wo" r"rk|ro" r"ot|ho" r"me/\w+|Us" r"ers)/")
_REGISTRY = re.compile(
    r"py" r"pi\.org|files\.pytho" r"nhosted|index-u" r"rl *=|extra-ind" r"ex", re.IGNORECASE
)


def test_nothing_committed_names_a_machine_or_a_registry() -> None:
    found = []
    for path in committed():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{named(path)}: {match[0]}" for rule in (_MACHINE, _REGISTRY) for match in rule.finditer(text)
        ]
    assert found == []


def test_tests_mirror_the_code() -> None:
    # With importmode=importlib a package among the tests would shadow the code of the same name.
    assert not list((ROOT / "tests").rglob("__init__.py"))
