"""kill -9 at random moments: every span that was acknowledged is in the lake after the next start, once."""

import random
import signal
import threading

import pytest

from tests.thorough import after

_SENDERS = 3
_SPANS = 20


class Sender(threading.Thread):
    """Posts requests one after the other and remembers which spans were acknowledged."""

    def __init__(self, collector, made, first):
        super().__init__()
        self.acknowledged: set[str] = set()
        self._collector, self._made, self._number = collector, made, first

    def run(self):
        while True:
            ids = range(self._number, self._number + _SPANS)
            self._number += _SPANS
            try:
                answer = self._collector.post(self._made(ids))
            except OSError:
                return
            if answer.status == 200:
                self.acknowledged |= {number.to_bytes(8).hex() for number in ids}


@pytest.mark.parametrize("seed", after(1, range(3)))
def test_what_was_acknowledged_survives_a_kill(collect, span, request_of, rows, seed):
    def made(ids):
        return request_of(*(span(number, note="x" * 300) for number in ids)).SerializeToString()

    moments, acknowledged = random.Random(seed), set()  # noqa: S311  moments of a test
    for turn in range(2):
        collector = collect("--batch", "100")
        senders = [Sender(collector, made, 1 + (turn * 10 + place) * 10**6) for place in range(_SENDERS)]
        for sender in senders:
            sender.start()
        threading.Event().wait(moments.uniform(0.1, 2.5))
        collector.stop(signal.SIGKILL)
        for sender in senders:
            sender.join()
            acknowledged |= sender.acknowledged
    collector = collect()
    collector.settled()
    assert collector.stop() == 0
    stored = rows(collector.lake)["span_id"]
    assert acknowledged
    assert not acknowledged - set(stored)
    assert stored.n_unique() == len(stored)
