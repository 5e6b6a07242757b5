"""The journal: what it acknowledged is there after a restart, and a disk that refuses costs nothing else."""

import errno
import os

import pytest

from tidegauge.collect import segment
from tidegauge.collect.journal import Journal
from tidegauge.collect.segment import Entry, Signal, entries
from tidegauge.errors import StoreError


def entry(text: str) -> Entry:
    return Entry(Signal.TRACES, 1, text.encode())


def held(journal: Journal) -> list[str]:
    journal.rotate()
    return [found.payload.decode() for part in journal.closed for found in entries(part.path)]


def test_what_was_appended_is_there_after_a_restart(tmp_path):
    with Journal(tmp_path) as journal:
        journal.append([entry("a"), entry("b")])
        journal.append([entry("c")])
    with Journal(tmp_path) as journal:
        assert (journal.items, held(journal)) == (3, ["a", "b", "c"])


def test_the_numbering_goes_on_after_everything_was_stored(tmp_path):
    numbers, names = [], set()
    for _ in range(3):
        with Journal(tmp_path) as journal:
            journal.append([entry("a")])
            journal.rotate()
            numbers += [part.number for part in journal.closed]
            names.add(journal.name)
            journal.remove(list(journal.closed))
    assert numbers == sorted(set(numbers))
    assert len(names) == 1


def test_a_second_collector_is_refused(tmp_path):
    with Journal(tmp_path), pytest.raises(StoreError, match=f"process {os.getpid()}"), Journal(tmp_path):
        pass


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="--journal"), Journal(tmp_path / "file" / "journal"):
        pass


@pytest.mark.parametrize("call", ["write", "fdatasync"])
def test_a_full_disk_costs_the_entries_that_it_refused_and_no_other(tmp_path, monkeypatch, call):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with Journal(tmp_path) as journal:
        journal.append([entry("before")])
        with monkeypatch.context() as patch:
            patch.setattr(segment.os, call, full)
            with pytest.raises(OSError, match="No space"):
                journal.append([entry("refused")])
        assert journal.items == 1
        journal.append([entry("after")])
        assert held(journal) == ["before", "after"]


def test_a_torn_tail_is_told_and_cut(tmp_path):
    with Journal(tmp_path) as journal:
        journal.append([entry("a"), entry("b")])
        path = journal.active.path
    os.truncate(path, path.stat().st_size - 1)
    with Journal(tmp_path) as journal:
        assert (held(journal), journal.torn) == (["a"], 13)


def test_a_full_segment_grows_no_more(tmp_path):
    with Journal(tmp_path, most=2) as journal:
        for text in "abcde":
            journal.append([entry(text)])
        assert [part.items for part in journal.closed] == [2, 2]
        assert (journal.active.items, held(journal)) == (1, list("abcde"))
