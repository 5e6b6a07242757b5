"""The rights that docs/stores/postgresql.md grants are enough: the statements are taken from the page itself."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.postgresql_server import run
from tidegauge.cli import main
from tidegauge.errors import StoreError
from tidegauge.stores import open_store
from tidegauge.stores.creation import create_store

PAGE = Path(__file__).resolve().parents[3] / "docs" / "stores" / "postgresql.md"
ROWS = "ts,country,plan\n2026-11-01T10:00:00Z,DE,free\n2026-12-01T11:00:00Z,BR,paid\n"


def granted() -> list[str]:
    block = (
        PAGE.read_text(encoding="utf-8")
        .split("## Users and rights")[1]
        .split("`tidegauge store init --print")[0]
    )
    found = [line.strip() for line in block.splitlines() if line.startswith("    ")]
    return [statement for statement in found if statement]


@pytest.fixture
def users(postgresql_server: str) -> Callable[[str], str]:
    """Return a function from a user of the page to the address of the page's database."""
    superuser, inside = granted()[:3], granted()[3:]
    assert "SELECT ON ALL TABLES" in inside[1]

    def address(user: str) -> str:
        return postgresql_server.replace("postgres:@", f"{user}:@").replace("/postgres?", "/traces?")

    run(postgresql_server, *(statement.replace(" PASSWORD '...'", "") for statement in superuser))
    run(address("tidegauge"), *inside)
    return address


def test_the_writer_writes_and_the_reader_reads_and_does_not_write(
    users: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "calls.csv").write_text(ROWS)
    create_store(users("tidegauge"))
    command = ["import", "calls.csv", "--yes", "--store", users("tidegauge")]
    written = CliRunner().invoke(main, command)
    assert written.exit_code == 0, written.output
    catalog = open_store(users("reader")).catalog()
    assert (catalog.rows["spans"], "plan" in catalog.columns["spans"]) == (2, True)
    shown = CliRunner().invoke(main, ["show", "health", "--window", "all data", "--store", users("reader")])
    assert shown.exit_code == 0, shown.output
    refused = CliRunner().invoke(main, [*command[:-1], users("reader")])
    assert refused.exit_code == 1
    with pytest.raises(StoreError):
        create_store(users("reader"))


def test_a_reader_without_rights_is_told_what_to_grant(postgresql_url: str, postgresql_server: str) -> None:
    create_store(postgresql_url)
    run(postgresql_server, "CREATE ROLE newcomer LOGIN")
    with pytest.raises(StoreError, match="GRANT SELECT ON ALL TABLES IN SCHEMA public TO newcomer"):
        open_store(postgresql_url.replace("postgres:@", "newcomer:@")).catalog()
