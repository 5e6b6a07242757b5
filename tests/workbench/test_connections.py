"""Connections that were added on a page: kept without passwords, never changed, and read by name."""

from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from tidegauge.settings import Settings
from tidegauge.workbench.connections import (
    SavedConnectionError,
    forget_connection,
    list_connections,
    save_connection,
)
from tidegauge.workbench.named_stores import Origin, named_stores
from tidegauge.workbench.tables import CONNECTIONS

NOW = datetime(2026, 11, 21)
HOSTILE = "p%40ss%3Aw%2Frd%20%25"


def test_a_password_is_not_kept(engine: sa.Engine, tmp_path: Path) -> None:
    kept = save_connection(engine, "the shop", f"postgresql+psycopg://ann:{HOSTILE}@db:5432/traces", NOW)
    assert kept.address == "postgresql+psycopg://ann:${TIDEGAUGE_THE_SHOP_PASSWORD}@db:5432/traces"
    assert list_connections(engine) == (kept,)
    engine.dispose()
    for file in tmp_path.iterdir():
        assert b"ss%3Aw" not in file.read_bytes()


def test_the_newest_record_counts_and_all_are_kept(engine: sa.Engine) -> None:
    save_connection(engine, "shop", "./old", NOW)
    save_connection(engine, "shop", "./new", NOW)
    save_connection(engine, "gone", "./gone", NOW)
    forget_connection(engine, "gone", NOW)
    assert [(one.name, one.address) for one in list_connections(engine)] == [("shop", "./new")]
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(CONNECTIONS)) == 4


@pytest.mark.parametrize(
    ("name", "address", "words"),
    [
        ("", "./lake", "needs a name"),
        ("a/b", "./lake", "needs a name"),
        ("default", "./lake", "“default” is taken"),
        ("x" * 41, "./lake", "needs a name"),
        ("shop", "  ", "needs an address"),
        ("shop", "x" * 501, "needs an address"),
        ("shop", "postgresql://ann:p@ss@db/x", "more than one @"),
        ("shop", "postgresql://ann:${AWS_SECRET}@elsewhere/x", "cannot read AWS_SECRET"),
        ("shop", "postgresql://${TIDEGAUGE_STORE}/x", "cannot read TIDEGAUGE_STORE"),
    ],
)
def test_what_cannot_be_used_is_refused(engine: sa.Engine, name: str, address: str, words: str) -> None:
    with pytest.raises(SavedConnectionError, match=words):
        save_connection(engine, name, address, NOW)
    assert list_connections(engine) == ()


def test_a_name_of_the_settings_beats_a_saved_one(engine: sa.Engine) -> None:
    save_connection(engine, "shop", "./saved", NOW)
    save_connection(engine, "other", "./other", NOW)
    settings = Settings(store="./lake", stores={"shop": "./declared"})
    found = named_stores(settings, list_connections(engine))
    assert [(one.name, one.url, one.origin) for one in found] == [
        ("default", "./lake", Origin.STORE),
        ("shop", "./declared", Origin.SETTINGS),
        ("other", "./other", Origin.SAVED),
    ]
    assert "declared" not in repr(found)
