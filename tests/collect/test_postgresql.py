"""Collecting into PostgreSQL: hostile values are stored, and a database that goes away costs nothing."""

import sqlalchemy as sa

from tests.postgresql_server import run


def spans(url: str) -> list[str]:
    return [row[0] for row in run(url, "SELECT span_id FROM spans ORDER BY span_id")]


def test_hostile_names_and_values_are_stored(collect, hostile, postgresql_databases):
    url = postgresql_databases()
    collector = collect(store=url)
    assert collector.post(hostile.SerializeToString()).status == 200
    health = collector.settled()
    assert (health["status"], health["reason"]) == ("ok", None)
    sent = sum(len(scope.spans) for group in hostile.resource_spans for scope in group.scope_spans)
    assert len(spans(url)) == sent - health["quarantined"]


def test_a_database_that_goes_away_costs_nothing(collect, span, request_of, postgresql_databases):
    url = postgresql_databases()
    collector = collect(store=url)
    collector.post(request_of(span(1)).SerializeToString())
    collector.settled()
    name, other = sa.make_url(url).database, postgresql_databases()
    run(
        other,
        f"ALTER DATABASE {name} ALLOW_CONNECTIONS false",
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",  # noqa: S608
    )
    assert collector.post(request_of(span(2)).SerializeToString()).status == 200
    health = collector.wait_until(lambda health: health["reason"])
    assert (health["status"], health["waiting"]) == ("waiting for the store", 1)
    run(other, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    collector.settled()
    assert spans(url) == [number.to_bytes(8).hex() for number in (1, 2)]
    assert "The store takes rows again." in collector.said()


def test_a_password_is_never_said(collect, span, request_of, postgresql_databases, tmp_path):
    url = "postgresql+psycopg://ann:secret-word@127.0.0.1:1/traces"
    collector = collect(store=url)
    collector.post(request_of(span(1)).SerializeToString())
    health = collector.wait_until(lambda health: health["reason"])
    collector.stop()
    assert "secret-word" not in collector.said() + str(health)
    assert not [path for path in tmp_path.rglob("*") if "secret-word" in str(path)]
    assert "ann:***@127.0.0.1" in collector.said()
