"""Which days of our tables changed: one row a day, written by triggers in the very transaction that changes it.

A local copy takes the days whose stamp is another one than it knows. So it misses nothing, whoever writes: not a row
that is dated long ago, nor one that somebody deletes by hand.
"""

from collections.abc import Iterator

from tidegauge.schema.tables import TABLES, Table

NAME = "tidegauge_days"

CAN_READ = f"""
SELECT coalesce(has_table_privilege(to_regclass('{NAME}'), 'SELECT'), false)
  AND NOT coalesce(row_security_active(to_regclass('spans')), false)
"""
"""Whether days are recorded and this user may read them, and every row of them."""

# A month's partition may be taken away whole, and so may a table, which no trigger sees.
_THERE = f"""
FROM {NAME} d WHERE to_regclass(name) IS NOT NULL AND (name <> 'spans' OR EXISTS (
  SELECT FROM pg_inherits WHERE inhparent = to_regclass('spans')
  AND inhrelid = to_regclass('spans_' || to_char(d.day, 'YYYY_MM'))))
"""
DAYS = f"SELECT name, day, rows, stamp {_THERE} ORDER BY name, day"
SUM = f"SELECT count(*), coalesce(sum(stamp), 0)::text {_THERE}"
"""One row that is another one whenever any day changed."""

_STAMP = (
    "floor(random() * 9007199254740992)::bigint"  # never the same again, even in a table that is made anew
)
_TABLE = f"CREATE TABLE {NAME} (name text, day date, rows bigint NOT NULL, stamp bigint NOT NULL, PRIMARY KEY (name, day))"
# It runs with its maker's rights: who may write spans need not be allowed to write here.
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION tidegauge_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $changed$
DECLARE
  added text := format('SELECT %I::date AS day, 1 AS rows FROM added', TG_ARGV[0]);
  removed text := format('SELECT %I::date AS day, -1 AS rows FROM removed', TG_ARGV[0]);
BEGIN
  EXECUTE format(
    'INSERT INTO {NAME} AS known SELECT %L, day, sum(rows), {_STAMP} FROM (%s) one GROUP BY day ORDER BY day '
    'ON CONFLICT (name, day) DO UPDATE SET rows = known.rows + excluded.rows, stamp = excluded.stamp',
    TG_TABLE_NAME,
    CASE TG_OP WHEN 'INSERT' THEN added WHEN 'DELETE' THEN removed ELSE added || ' UNION ALL ' || removed END);
  RETURN NULL;
END $changed$
"""  # noqa: S608  names of ours
_EMPTIED = f"""
CREATE OR REPLACE FUNCTION tidegauge_emptied() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $emptied$
BEGIN
  UPDATE {NAME} SET rows = 0, stamp = {_STAMP} WHERE name = TG_TABLE_NAME;
  RETURN NULL;
END $emptied$
"""  # noqa: S608  names of ours
_SEEN = {
    "INSERT": "REFERENCING NEW TABLE AS added",
    "DELETE": "REFERENCING OLD TABLE AS removed",
    "UPDATE": "REFERENCING NEW TABLE AS added OLD TABLE AS removed",
}


def recording() -> Iterator[str]:
    """Yield the statements that begin to record days, those of the rows that are there included."""
    yield _TABLE
    yield _FUNCTION
    yield _EMPTIED
    for table in TABLES.values():
        yield from recording_of(table)


def recording_of(table: Table) -> Iterator[str]:
    """Yield the statements that begin to record the days of one table; of one that was there before nothing stays."""
    for change, seen in _SEEN.items():
        yield (
            f"CREATE TRIGGER tidegauge_{change.lower()} AFTER {change} ON {table.name} {seen} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION tidegauge_changed('{table.time}')"
        )
    yield (
        f"CREATE TRIGGER tidegauge_truncate AFTER TRUNCATE ON {table.name} "
        "FOR EACH STATEMENT EXECUTE FUNCTION tidegauge_emptied()"
    )
    yield f"DELETE FROM {NAME} WHERE name = '{table.name}'"  # noqa: S608  names of ours
    yield (
        f"INSERT INTO {NAME} SELECT '{table.name}', {table.time}::date, count(*), {_STAMP} "  # noqa: S608  names of ours
        f"FROM {table.name} GROUP BY 2"
    )


def forgotten() -> Iterator[str]:
    """Yield the statements that take the record away, after the tables that it is of."""
    yield f"DROP TABLE IF EXISTS {NAME}"
    yield "DROP FUNCTION IF EXISTS tidegauge_changed()"
    yield "DROP FUNCTION IF EXISTS tidegauge_emptied()"
