"""The lines that a running collector writes: one every some seconds if something came."""

import asyncio

from tidegauge.collect.flusher import Say
from tidegauge.collect.receiver import Receiver

SECONDS = 10.0


def line(receiver: Receiver) -> str:
    """Return how many spans came, are stored and wait."""
    tally = receiver.tally
    beside = {
        "duplicates": tally.duplicates,
        "quarantined": tally.quarantined,
        "rejected": tally.rejected,
    }
    said = "".join(f", {count:,} {name}" for name, count in beside.items() if count)
    return f"{tally.received:,} received, {tally.stored:,} stored, {receiver.waiting:,} waiting{said}"


async def report(receiver: Receiver, say: Say, seconds: float = SECONDS) -> None:
    """Say the line whenever it changed, until cancelled."""
    before = line(receiver)
    while True:
        await asyncio.sleep(seconds)
        now = line(receiver)
        if now != before:
            say(now)
        before = now
