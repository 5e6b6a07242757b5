"""Ten people label one batch at a label a second each: how long a key takes, and what kill -9 of the server loses.

    python benchmarks/review_crowd.py [--items 2000] [--reviewers 10] [--kills 50] [--workbench URL] [--browser]

Reviewers speak Streamlit's own protocol; with --browser one more sits at a real Chromium. A label counts as confirmed
once its reviewer sees the next sample. Goals: p95 400 ms on 2 processors, no confirmed label lost, none doubled, and
exactly as many as the batch wants.
"""

import argparse
import asyncio
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import _server
from _browser_reviewer import keystrokes
from _lake import lake
from _reviewer import AwayError, reviewer
from _table import quantiles, show

from tidegauge.review.overlap import reviewers_needed
from tidegauge.workbench.engine import open_workbench
from tidegauge.workbench.labels import labels_of_batch
from tidegauge.workbench.review_batches import batch_of
from tidegauge.workbench.review_items import items_of
from tidegauge.workbench.review_plans import plan_of

_DRAW = (sys.executable, "-c", "from tidegauge.cli import main; main()", "review", "draw")


@dataclass
class Seen:
    """What the reviewers saw: milliseconds of each key, and the labels whose next sample was drawn.

    `pid` is the server's, `spent` its processor time in seconds at the key number `warm`, `cpu` the milliseconds of it
    that a key took from then on.
    """

    took: list[float] = field(default_factory=list)
    confirmed: dict[tuple[str, int], str] = field(default_factory=dict)
    pid: int = 0
    warm: int = 0
    spent: float = 0.0
    cpu: float | None = None

    def spending(self, warm: int) -> None:
        """Note the server's processor time once so many keys have warmed it up."""
        if not self.warm and len(self.took) >= warm:
            self.warm, self.spent = len(self.took), _server.cpu_seconds(self.pid)

    def per_key(self) -> float:
        """Return the milliseconds of processor time that the server took a key since it was warm."""
        return (_server.cpu_seconds(self.pid) - self.spent) * 1000 / max(len(self.took) - self.warm, 1)


async def work(url: str, name: str, seen: Seen, deadline: float, warm: int = 20) -> None:
    """Label until nothing is left, and come back whenever the server went away."""
    while time.monotonic() < deadline:
        try:
            session = await reviewer(url, name, 1)
            while session.place is not None:
                await asyncio.sleep(random.uniform(0.8, 1.2))  # noqa: S311  people are not machines
                place, value = session.place, "1" if session.place % 2 else "0"
                took = await session.press(value)
                if session.place != place:
                    seen.took.append(took)
                    seen.confirmed[name, place] = value
                    seen.spending(warm)
        except AwayError:
            await asyncio.sleep(0.5)
        else:
            await session.socket.close()
            return


async def crowd(url: str, reviewers: int, seen: Seen, deadline: float) -> None:
    """Let everybody label at once."""
    await asyncio.gather(*(work(url, f"r{number}", seen, deadline) for number in range(reviewers)))


def killing(
    asked: argparse.Namespace, store: Path, workbench: str, port: int, over: threading.Event, seen: Seen
) -> int:
    """Serve, and kill the server at random moments while people label; return how often."""
    done = 0
    while not over.is_set():
        with _server.app(store, workbench, port) as server:
            last, seen.pid = done >= asked.kills, server.pid
            over.wait(None if last else random.uniform(1.0, asked.apart))  # noqa: S311
            if not last and not over.is_set():
                os.kill(server.pid, signal.SIGKILL)
                done += 1
    return done


def main() -> None:
    """Draw the batch, let the crowd label it, and hold what was kept to what was seen."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--items", type=int, default=2_000)
    options.add_argument("--reviewers", type=int, default=10)
    options.add_argument("--kills", type=int, default=0)
    options.add_argument("--apart", type=float, default=8.0, help="most seconds between two kills")
    options.add_argument("--workbench", default="")
    options.add_argument("--rubric", default="", help="name of a rubric whose questions are asked too")
    options.add_argument("--browser", action="store_true")
    asked = options.parse_args()
    with TemporaryDirectory() as folder:
        workbench = asked.workbench or f"sqlite:///{folder}/workbench.sqlite"
        store = lake(24_000)  # of which 2,000 sessions can be drawn
        _draw(store, workbench, asked, folder)
        seen, killed, typed = _labelled(asked, store, workbench)
        _report(asked, seen, killed, typed, workbench)


def _draw(store: Path, workbench: str, asked: argparse.Namespace, folder: str) -> None:
    words = [*_DRAW, "--n", str(asked.items), "--store", str(store), "--window", "last 28 days"]
    words += ["--rubric", asked.rubric] if asked.rubric else []
    subprocess.run(words, check=True, cwd=folder, env={**os.environ, "TIDEGAUGE_WORKBENCH": workbench})


def _labelled(asked: argparse.Namespace, store: Path, workbench: str) -> tuple[Seen, int, list[float]]:
    seen, over, port, killed = Seen(), threading.Event(), _server.free_port(), [0]
    keeper = threading.Thread(
        target=lambda: killed.append(killing(asked, store, workbench, port, over, seen)), daemon=True
    )
    keeper.start()
    url, deadline = f"http://127.0.0.1:{port}", time.monotonic() + 3_600
    typed: list[float] = []
    hand = threading.Thread(target=lambda: typed.extend(keystrokes(url, "hand", over)), daemon=True)
    if asked.browser:
        hand.start()
    asyncio.run(crowd(url, asked.reviewers, seen, deadline))
    # A server that was killed took its count with it, and the keys of the browser are not among these.
    seen.cpu = None if asked.kills or asked.browser else seen.per_key()
    if asked.browser:
        hand.join(120)
        # The sample that it had on the screen when it left is its own still.
        asyncio.run(work(url, "hand", seen, deadline))
    over.set()
    keeper.join(60)
    return seen, killed[-1], typed


def _report(asked: argparse.Namespace, seen: Seen, killed: int, typed: list[float], workbench: str) -> None:
    engine = open_workbench(workbench)
    batch = batch_of(engine, "1")
    plan, found = plan_of(engine, batch.id), labels_of_batch(engine, batch.id)
    kept = {(one.reviewer, one.place): f"{one.value:g}" for one in found}
    lost = [key for key, value in seen.confirmed.items() if kept.get(key) != value]
    wanted = {
        item.place: reviewers_needed(batch.of.seed, item.span_id, plan.overlap)
        for item in items_of(engine, batch.id)
    }
    wrong = {place for place, n in wanted.items() if Counter(one.place for one in found)[place] != n}
    rows: list[tuple[object, ...]] = [
        ("labels kept / wanted", f"{len(found):,} / {sum(wanted.values()):,}"),
        ("items with another number of labels than wanted", len(wrong)),
        ("labels twice by one person", len(found) - len(kept)),
        ("confirmed labels / of these lost", f"{len(seen.confirmed):,} / {len(lost)}"),
        ("kill -9 of the server", killed),
        ("key to next sample, server: median, p95 ms", "{:.0f}, {:.0f}".format(*quantiles(seen.took))),
    ]
    if seen.cpu is not None:
        rows.append(("server processor time a key, ms", f"{seen.cpu:.0f}"))
    if typed:
        rows.append(
            (f"the same in Chromium ({len(typed)} keys), ms", "{:.0f}, {:.0f}".format(*quantiles(typed)))
        )
    show(f"{asked.reviewers} reviewers, {asked.items:,} items", ("", ""), rows)
    sys.exit(1 if lost or wrong or len(found) != len(kept) else 0)


if __name__ == "__main__":
    main()
