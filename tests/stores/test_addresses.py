"""An address is told without its password, whatever the password is made of, and takes parts from the environment."""

import itertools

import pytest
from sqlalchemy.engine import URL

from tidegauge.errors import StoreError
from tidegauge.stores.addresses import address_of, is_secret, shown_address, without_secrets

HOSTILE = "p@ss:w/rd %"


def _pieces(secret: str) -> set[str]:
    """Every part of a secret that would give it away."""
    return {secret[a:b] for a, b in itertools.combinations(range(len(secret) + 1), 2) if b - a >= 4}


def test_a_hostile_password_from_the_environment_arrives_whole_and_is_never_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SHOP_PASSWORD", HOSTILE)
    address = address_of("postgresql+psycopg://ann:${SHOP_PASSWORD}@db:5432/traces?project=shop")
    assert address.url.password == HOSTILE
    assert address.shown == "postgresql+psycopg://ann:***@db:5432/traces?project=shop"
    assert not any(piece in address.shown for piece in _pieces(HOSTILE))


def test_a_hostile_password_written_out_arrives_whole_or_is_refused_without_a_word_of_it() -> None:
    written = URL.create("postgresql", "ann", HOSTILE, "db", 5432, "traces").render_as_string(
        hide_password=False
    )
    assert address_of(written).url.password == HOSTILE
    for raw in (f"postgresql://ann:{HOSTILE}@db/traces", "postgresql://ann:p@ss/w@db/traces"):
        with pytest.raises(StoreError, match=r"more than one @|is not a database URL") as refused:
            address_of(raw)
        assert "ss" not in str(refused.value).replace("password", "").replace("address", "").replace(
            "slash", ""
        )
        assert shown_address(raw) == "an address that cannot be read"


def test_a_variable_that_is_not_set_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOP_PASSWORD", raising=False)
    with pytest.raises(StoreError, match=r"SHOP_PASSWORD is not set.* export SHOP_PASSWORD="):
        address_of("postgresql://ann:${SHOP_PASSWORD}@db/traces")


def test_variables_stand_anywhere_but_in_the_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHERE", "db.example")
    assert address_of("postgresql://${WHERE}/${WHERE}?options=${WHERE}").shown == (
        "postgresql://db.example/db.example?options=db.example"
    )
    with pytest.raises(StoreError, match="is not a database URL"):
        address_of("postgresql://db:${WHERE}/x")


@pytest.mark.parametrize("name", ["password", "sslpassword", "api_key", "token", "client_secret"])
def test_secrets_of_the_query_are_not_shown(name: str) -> None:
    text = f"clickhousedb://db:8123/traces?{name}=tops3cret&table=t"
    assert "tops3cret" not in address_of(text).shown
    assert is_secret(text)
    kept = without_secrets(text, "MINE")
    assert f"{name}=${{MINE}}" in kept
    assert "table=t" in kept
    assert not is_secret(kept)


def test_a_timeout_that_nobody_wrote_is_not_shown() -> None:
    address = address_of("postgresql://db/traces").with_timeout(30)
    assert address.url.query["timeout"] == "30"
    assert address.shown == "postgresql://db/traces"
    own = address_of("postgresql://db/traces?timeout=60").with_timeout(30)
    assert own.url.query["timeout"] == "60"
    assert own.shown == "postgresql://db/traces?timeout=60"
