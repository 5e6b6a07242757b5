"""Tables that were taken away from a store of ours: which, how many rows were in them, and what to do."""

from collections.abc import Mapping

from tidegauge.formats import count
from tidegauge.stores._store import Store


def lost_rows(store: Store) -> Mapping[str, int]:
    """Return {table that is missing: rows that were imported into it}.

    Raises:
        StoreError: the store does not answer.
    """
    records = store.imports if store.missing_tables else ()
    return {
        table: sum(one.rows.get(table, 0) - one.removed.get(table, 0) for one in records)
        for table in store.missing_tables
    }


def missing_sentences(store: Store) -> tuple[str, ...]:
    """Return a sentence for each table that is missing; none where all are there.

    Raises:
        StoreError: the store does not answer.
    """
    return tuple(f"{_lacking(table, rows)} {advice(store)}" for table, rows in lost_rows(store).items())


def missing_sentence(store: Store, table: str) -> str | None:
    """Return what there is to say if one table is missing; None if it is there.

    Raises:
        StoreError: the store does not answer.
    """
    lost = lost_rows(store)
    return f"{_lacking(table, lost[table])} {advice(store)}" if table in lost else None


def advice(store: Store) -> str:
    """Return what makes a table that is missing anew."""
    return f"To make it anew, empty: tidegauge store init '{store.url}'. Then import again what was in it."


def _lacking(table: str, rows: int) -> str:
    if not rows:
        return f"The table {table} is missing from the store."
    were = "row that was" if rows == 1 else "rows that were"
    return (
        f"The table {table} is missing from the store, and with it the {count(rows)} {were} imported into it."
    )
