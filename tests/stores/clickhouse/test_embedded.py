"""chdb is imported while other threads resolve relative paths. Authority: the kernel's word on the working directory."""

import subprocess
import sys
from pathlib import Path

import pytest

WATCHED = """
import os, threading
seen, going = set(), [1]
def watch():
    while going:
        seen.add(os.readlink("/proc/self/cwd"))
watching = threading.Thread(target=watch)
watching.start()
from tidegauge.stores.clickhouse.embedded import import_chdb
moved = os.chdir
import_chdb()
going.clear()
watching.join()
import chdb
print(len(seen), os.chdir is moved, chdb.query("SELECT 41 + 1").bytes().decode().strip())
"""


def test_the_process_stays_where_it_is(tmp_path: Path) -> None:
    pytest.importorskip("chdb", reason="no embedded ClickHouse: it is in the extra tidegauge[chdb]")
    if not Path("/proc/self/cwd").exists():
        pytest.skip("this system does not tell the working directory of a process")
    ran = subprocess.run(
        [sys.executable, "-c", WATCHED], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == ["1", "True", "42"]
