"""What is refused, and how the sender is told."""

import errno

import pytest
from google.protobuf.message import Message
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from tests.event_loop import in_a_loop
from tidegauge.collect import segment
from tidegauge.collect.journal import Journal
from tidegauge.collect.options import CollectOptions
from tidegauge.collect.parcels import Parcel
from tidegauge.collect.receiver import Receiver
from tidegauge.collect.refusal import RefusedError
from tidegauge.collect.segment import Entry, Signal

ANSWER: Message = ExportTraceServiceResponse()
PARCEL = Parcel(Entry(Signal.TRACES, 2, b"spans"), ANSWER)


@pytest.fixture
def receiver(tmp_path):
    with Journal(tmp_path / "journal") as journal:
        yield Receiver(journal, CollectOptions(str(tmp_path / "lake"), tmp_path / "journal", every=7), print)


def refusal(receiver: Receiver) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        in_a_loop(receiver.accept(PARCEL))
    return caught.value


def test_while_it_stops_nothing_is_taken(receiver):
    receiver.stopping = True
    assert (refusal(receiver).status, refusal(receiver).retry_after) == (503, 7)


@pytest.mark.parametrize("call", ["write", "fdatasync"])
def test_a_full_disk_is_told_and_nothing_is_counted(receiver, monkeypatch, call):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(segment.os, call, full)
        found = refusal(receiver)
    assert (found.status, found.retry_after) == (429, 7)
    assert "No space left" in found.sentence
    assert (receiver.tally.received, receiver.waiting) == (0, 0)
    in_a_loop(receiver.accept(PARCEL))
    assert (receiver.tally.received, receiver.waiting) == (2, 2)
