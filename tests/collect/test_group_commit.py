"""Group commit: nobody is answered before the disk has it, and those who wait together share one fsync."""

import asyncio
import errno
import os
import threading

import pytest

from tests.event_loop import in_a_loop
from tidegauge.collect import segment
from tidegauge.collect.group_commit import GroupCommit
from tidegauge.collect.journal import Journal
from tidegauge.collect.segment import Entry, Signal

ENTRY = Entry(Signal.TRACES, 1, b"spans")


@pytest.fixture
def syncs(monkeypatch):
    """Count fsyncs; each waits until `go` is set."""
    calls, go, real = [], threading.Event(), os.fdatasync

    def slow(descriptor):
        go.wait(30)
        calls.append(descriptor)
        real(descriptor)

    monkeypatch.setattr(segment.os, "fdatasync", slow)
    return calls, go


def test_many_waiting_requests_share_one_fsync(tmp_path, syncs):
    calls, go = syncs

    async def run(commit):
        tasks = [asyncio.create_task(commit.append(ENTRY)) for _ in range(50)]
        await asyncio.sleep(0.2)
        assert not any(task.done() for task in tasks)
        assert commit.waiting_bytes == 50 * len(ENTRY.payload)
        go.set()
        await asyncio.gather(*tasks)
        assert commit.waiting_bytes == 0

    with Journal(tmp_path) as journal:
        in_a_loop(run(GroupCommit(journal)))
        assert journal.items == 50
    assert len(calls) <= 2


def test_a_disk_that_refuses_is_told_to_all_who_wait_and_the_next_may_succeed(tmp_path, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    async def run(commit):
        with monkeypatch.context() as patch:
            patch.setattr(segment.os, "fdatasync", full)
            answers = await asyncio.gather(*(commit.append(ENTRY) for _ in range(3)), return_exceptions=True)
        assert [type(answer) for answer in answers] == [OSError] * 3
        await commit.append(ENTRY)

    with Journal(tmp_path) as journal:
        in_a_loop(run(GroupCommit(journal)))
        assert journal.items == 1


def test_a_sender_that_hangs_up_does_not_disturb_the_others(tmp_path, syncs):
    _, go = syncs

    async def run(commit):
        gone, stays = (asyncio.create_task(commit.append(ENTRY)) for _ in range(2))
        await asyncio.sleep(0.05)
        gone.cancel()
        go.set()
        await stays

    with Journal(tmp_path) as journal:
        in_a_loop(run(GroupCommit(journal)))
