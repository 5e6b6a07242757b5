"""Exclusive transactions on SQLite: threads of a process stand in line, nobody fails while another writes."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from tests.review_batch import batch_in
from tidegauge.workbench.exclusive import exclusive
from tidegauge.workbench.tables import REVIEW_CLAIMS


def test_what_is_read_stays_true_until_it_is_written(engine: sa.Engine) -> None:
    """Counting and then adding one, by many at once: SQLite's own count says that no one read a stale number."""
    batch, many = batch_in(engine, 1).id, 40

    def add(_: int) -> int:
        with exclusive(engine, batch) as connection:
            # A number taken twice breaks the primary key.
            n = connection.execute(sa.select(sa.func.count()).select_from(REVIEW_CLAIMS)).scalar_one()
            row = {"batch": batch, "place": 1, "reviewer": f"r{n}", "state": "done"}
            now = sa.func.current_timestamp()
            connection.execute(sa.insert(REVIEW_CLAIMS).values(at=now, until=now, **row))
            return int(n)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(add, range(many))) == list(range(many))


def test_a_failure_lets_the_next_one_in(engine: sa.Engine) -> None:
    batch = batch_in(engine, 1).id
    with pytest.raises(sa.exc.OperationalError), exclusive(engine, batch) as connection:
        connection.exec_driver_sql("SELECT nothing FROM nowhere")
    with exclusive(engine, batch) as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(REVIEW_CLAIMS)).scalar_one() == 0
