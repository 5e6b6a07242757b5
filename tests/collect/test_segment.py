"""Segments: whatever a killed process or a power cut leaves at the end, the whole entries before it are read."""

import os

import pytest

from tidegauge.collect.segment import Entry, Segment, Signal, entries, recovered

ENTRIES = [
    Entry(Signal.TRACES, 3, b"one" * 50),
    Entry(Signal.LOGS, 1, b""),
    Entry(Signal.TRACES, 2, b"\0" * 9),
]
FRAMES = [entry.framed() for entry in ENTRIES]


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "000000000007.segment"
    path.write_bytes(b"".join(FRAMES))
    return path


def test_entries_come_back_as_they_were(path):
    assert list(entries(path)) == ENTRIES
    assert recovered(path) == (Segment(path, 7, 6, sum(map(len, FRAMES))), 0)


def test_a_torn_tail_is_cut_wherever_it_tears(path):
    whole, last = path.read_bytes(), len(FRAMES[-1])
    for missing in range(1, last + 1):
        path.write_bytes(whole[:-missing])
        segment, torn = recovered(path)
        assert (segment.items, torn) == (4, last - missing)
        assert list(entries(path)) == ENTRIES[:2]
        assert path.stat().st_size == segment.size


@pytest.mark.parametrize("tail", [bytes(4096), b"\xff" * 13, os.urandom(200)])
def test_what_a_power_cut_writes_behind_the_end_is_no_entry(path, tail):
    path.write_bytes(path.read_bytes() + tail)
    assert recovered(path)[1] == len(tail)
    assert list(entries(path)) == ENTRIES


def test_a_changed_byte_is_seen_in_any_place(path):
    whole, first = path.read_bytes(), len(FRAMES[0])
    for place in range(first, first + len(FRAMES[1])):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert list(entries(path)) == ENTRIES[:1]
