"""Memory of the server before and after 200 filter changes on Overview, each another filter.

    python benchmarks/memory.py [--calls N] [--changes N]

The first 50 changes warm up: the store's metadata, the report cache's first entries, the allocator's arenas. Goal:
under 10 % more after 200 further changes.
"""

import argparse
import asyncio

import _server
from _filters import distinct
from _lake import lake
from _session import visit
from _table import show

WARM_UP = 50
STEP = 50


async def resident(server: _server.Server, changes: int) -> list[tuple[int, float]]:
    """Return (changes so far, MB) at the end of the warm-up and after every 50 changes."""
    visitor = await visit(server.url)
    found = []
    for number, chips in enumerate(distinct(WARM_UP + changes), 1):
        await visitor.ask(chips)
        if number >= WARM_UP and (number - WARM_UP) % STEP == 0:
            found.append((number - WARM_UP, _server.resident_mb(server.pid)))
    await visitor.socket.close()
    return found


def main() -> None:
    """Measure and print memory as it grows."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--calls", type=int, default=1_000_000)
    options.add_argument("--changes", type=int, default=200)
    asked = options.parse_args()
    with _server.app(lake(asked.calls)) as server:
        started = _server.resident_mb(server.pid)
        found = asyncio.run(resident(server, asked.changes))
    warm = found[0][1]
    rows = [("after the start", started, ""), ("after the warm-up", warm, "")]
    rows += [(f"after {count} changes", size, f"{size / warm - 1:+.1%}") for count, size in found[1:]]
    show(f"Memory of the server, {asked.calls:,} calls", ("", "MB", "beside the warm-up"), rows)


if __name__ == "__main__":
    main()
