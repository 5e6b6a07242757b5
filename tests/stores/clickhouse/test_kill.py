"""Writing into ClickHouse: a process that ends at any moment leaves all of a commit, or nothing."""

import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta

import polars as pl
import pytest

from tests.stores.clickhouse.test_writer import record, rows, spans, write
from tests.thorough import besides
from tidegauge.stores import open_store, open_writer
from tidegauge.stores.clickhouse.session import Session

AT = datetime(2026, 10, 31, 23, 30)


@pytest.mark.parametrize("lasts", besides([0, 3, 7, 17], [0, 1, 2, 3, 4, 5, 6, 7, 9, 11, 14, 17, 21, 26, 40]))
def test_a_commit_that_breaks_off_is_nothing_or_all(
    lasts: int, chdb_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(chdb_url, spans(range(50)))
    command, left = Session.command, [lasts]

    def breaking(self: Session, statement: str) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        command(self, statement)

    before = {f"s{number}" for number in range(50)}
    after = {f"s{number}" for number in range(10, 200)}
    with pytest.raises(KeyboardInterrupt), open_writer(chdb_url) as writer:  # noqa: PT012
        writer.replace("spans", spans(range(40, 200), plan=["new"] * 160), gone=spans(range(10)))
        writer.append("scores", _scores(20))
        monkeypatch.setattr(Session, "command", breaking)
        writer.commit(record("c"))
        raise KeyboardInterrupt
    monkeypatch.setattr(Session, "command", command)
    with open_writer(chdb_url) as writer:
        batches = [one.batch for one in writer.imports]
    store = open_store(chdb_url)
    held = rows(store)["span_id"].to_list()
    assert len(held) == len(set(held))
    assert set(held) == (after if "c" in batches else before)
    assert store.catalog().rows["scores"] == (20 if "c" in batches else 0)


def _scores(count: int) -> pl.DataFrame:
    numbers = range(count)
    return pl.DataFrame(
        {
            "span_id": [f"s{number}" for number in numbers],
            "name": ["quality"] * count,
            "value": [0.5] * count,
            "created_at": [AT + timedelta(hours=number) for number in numbers],
        }
    )


_WRITES = """
import sys
sys.path.insert(0, {tests!r})
from tests.stores.clickhouse.test_writer import record, spans
from tidegauge.stores import open_writer
with open_writer({url!r}) as writer:
    for number in range(1_000):
        writer.append("spans", spans(range(number * 100, number * 100 + 100)))
        writer.commit(record(str(number)))
        print(number, flush=True)
"""


@pytest.mark.parametrize("commits", [1, 4])
def test_a_killed_process_leaves_what_it_acknowledged(
    commits: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    pytest.importorskip("chdb", reason="no embedded ClickHouse: it is in the extra tidegauge[chdb]")
    url = f"chdb:///{tmp_path_factory.mktemp('killed')}"
    root = os.fspath(pytest.importorskip("tests").__path__[0]).rpartition("/")[0]
    script = _WRITES.format(tests=root, url=url)
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        last = [int(process.stdout.readline()) for _ in range(commits)][-1]
        process.send_signal(signal.SIGKILL)
    checks = "from tidegauge.stores import open_store, open_writer\n" + _COUNTS.format(url=url)
    found = subprocess.run([sys.executable, "-c", checks], capture_output=True, text=True, check=True)
    held, recorded = map(int, found.stdout.split())
    assert recorded > last
    assert held == recorded * 100


_COUNTS = """
with open_writer({url!r}) as writer:
    recorded = len(writer.imports)
print(open_store({url!r}).catalog().rows["spans"], recorded)
"""
