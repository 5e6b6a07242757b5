"""Server time of a filter change on Overview while 20 people use it: from the question to the run's last message.

    python benchmarks/sessions.py [--calls N] [--sessions N] [--rate RUNS_A_SECOND]

Sessions speak Streamlit's own protocol, so no browser takes processor time. Questions come at an even rate whether
or not the server keeps up; no two are the same. The floor is the same crowd on a page with two widgets and a line of
Markdown. Goal at 4 runs a second on 2 quiet processors: p95 150 ms.
"""

import argparse
import asyncio
import time

import _server
from _filters import distinct
from _lake import lake
from _session import visit
from _table import quantiles, show


async def crowd(url: str, sessions: int, runs: int, rate: float) -> tuple[list[float], list[int], float]:
    """Return the milliseconds and bytes of every run, and the runs that were finished a second."""
    visitors = [await visit(url) for _ in range(sessions)]
    places = [asyncio.Lock() for _ in visitors]

    async def ask(number: int, chips: tuple[str, ...]) -> float:
        await asyncio.sleep(number / rate)
        # One person asks one thing at a time: who still waits asks later.
        async with places[number % sessions]:
            return await visitors[number % sessions].ask(chips)

    started = time.perf_counter()
    took = await asyncio.gather(*(ask(number, chips) for number, chips in enumerate(distinct(runs))))
    reached = runs / (time.perf_counter() - started)
    sent = [size for visitor in visitors for size in visitor.sent[1:]]
    for visitor in visitors:
        await visitor.socket.close()
    return list(took), sent, reached


def main() -> None:
    """Measure the app and the floor with the same crowd."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--calls", type=int, default=1_000_000)
    options.add_argument("--sessions", type=int, default=20)
    options.add_argument("--rate", type=float, default=4.0)
    options.add_argument("--runs", type=int, default=120)
    asked = options.parse_args()
    rows = []
    with _server.app(lake(asked.calls)) as server:
        rows.append(_row("Overview", server, asked))
    with _server.floor() as server:
        rows.append(_row("floor: bare page", server, asked))
    show(
        f"{asked.sessions} sessions, {asked.calls:,} calls, {asked.rate:g} filter changes a second in all",
        ("", "runs", "median ms", "p95 ms", "runs a second", "server cpu s a run", "KB a run"),
        rows,
    )


def _row(name: str, server: _server.Server, asked: argparse.Namespace) -> tuple[object, ...]:
    before = _server.cpu_seconds(server.pid)
    took, sent, reached = asyncio.run(crowd(server.url, asked.sessions, asked.runs, asked.rate))
    cpu = (_server.cpu_seconds(server.pid) - before) / (asked.runs + asked.sessions)
    return name, len(took), *quantiles(took), reached, f"{cpu:.3f}", sum(sent) / len(sent) / 1024


if __name__ == "__main__":
    main()
