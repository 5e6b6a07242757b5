"""A statement that is stopped from another thread ends, and says why; the order outlives the statement."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.waiting import wait_for
from tidegauge.errors import StoreCancelledError, StoreError, StoreTimeoutError
from tidegauge.schema.tables import TABLES
from tidegauge.stores.cancelling import Reading, stopped_by
from tidegauge.stores.lake.reader import Lake


class _Asking(threading.Thread):
    """Ask in a thread of its own, and keep what that raised."""

    def __init__(self, reading: Reading, ask: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self._reading, self._ask = reading, ask
        self.raised: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            with self._reading:
                self._ask()
        except BaseException as error:
            self.raised = error


def _endless() -> sa.Select[tuple[int]]:
    """Return a statement that would take hours."""
    pairs = sa.text("range(10000000) AS a(n), range(10000000) AS b(n)")
    met = sa.literal_column("a.n * b.n % 7") == 3
    return sa.select(sa.func.count().label("n")).select_from(pairs).where(met)


@pytest.mark.parametrize("timeout", [None, 0.05])
def test_a_lake_stops_a_statement(tmp_path: Path, timeout: float | None) -> None:
    lake = Lake(tmp_path / "lake")
    began = threading.Event()
    reading = Reading(timeout)

    def ask() -> None:
        began.set()
        lake.read(_endless())

    lake.catalog()
    asking = _Asking(reading, ask)
    began.wait(60)
    if timeout is None:
        reading.cancel()

    def ended() -> bool:
        reading.check()
        return not asking.is_alive()

    wait_for(ended)
    assert type(asking.raised) is (StoreTimeoutError if timeout else StoreCancelledError)
    # The lake itself goes on answering.
    assert lake.read(sa.select(sa.literal(1, sa.Integer).label("one"))).item() == 1


def test_no_statement_begins_after_the_order() -> None:
    reading = Reading()
    reading.cancel()
    with reading, pytest.raises(StoreCancelledError), stopped_by(lambda: None):
        raise AssertionError("the statement was run")


def test_an_error_of_ones_own_stays_what_it_is() -> None:
    with pytest.raises(StoreError, match="no such column"), Reading(), stopped_by(lambda: None):
        raise StoreError("no such column")


def test_outside_of_a_reading_nothing_is_stopped() -> None:
    with stopped_by(lambda: pytest.fail("stopped")):
        assert TABLES


def test_only_what_runs_is_stopped() -> None:
    stopped: list[str] = []
    reading = Reading()

    def ask() -> None:
        with stopped_by(lambda: stopped.append("first")):
            pass
        with stopped_by(lambda: stopped.append("second")):
            reading.cancel()

    with pytest.raises(StoreCancelledError), reading:
        ask()
    assert set(stopped) == {"second"}
