"""What `tidegauge judge` promises, on 10,000 calls of the demo, with a local endpoint in a process of its own.

    python benchmarks/judge_run.py [--calls 10000] [--kills 3] [--concurrency 16]

The endpoint answers by rule, one in a hundred times with garbage, and obeys every order that it finds outside the data.
Each row says what was found and what it should be; the command ends with 1 if one is not as it should be.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
from _table import show

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.judge_endpoint import QUALITY  # noqa: E402  it lies beside the tests
from tests.judging.test_injection import ATTACKS  # noqa: E402
from tests.otlp_collector import free_port  # noqa: E402
from tidegauge.clock import now  # noqa: E402
from tidegauge.stores.lake.manifest import ImportRecord, load  # noqa: E402
from tidegauge.stores.lake.writer import write_frames  # noqa: E402

GARBAGE = 0.01
EACH = 0.0011
"""Dollars of an answer, at a dollar a million tokens: 1,000 in and 100 out."""


class Bench:
    """A folder with the settings of a local judge, and stores to be judged."""

    def __init__(self, folder: Path, port: int, concurrency: int) -> None:
        self.folder, self.port, self.concurrency = folder, port, concurrency
        self.rows: list[tuple[str, str, str]] = []
        self.good = True

    def say(self, what: str, found: object, wanted: str, *, good: bool) -> None:
        self.rows.append((what, f"{found}", wanted if good else f"NOT {wanted}"))
        self.good = self.good and good

    def settings(self, cap: float = 1e6) -> None:
        judge = f'endpoint = "http://127.0.0.1:{self.port}/v1"\nmodel = "local"\nmax_output_tokens = 100\nalways = []'
        judge += f"\ninput_price = 1\noutput_price = 1\nwindow = 'all data'\nconcurrency = {self.concurrency}"
        workbench = f'workbench = "sqlite:///{self.folder / "bench.sqlite"}"'
        (self.folder / "tidegauge.toml").write_text(f"{workbench}\n[judge]\n{judge}\ndaily_cap = {cap}\n")

    def start(self, store: str, *options: str, hash_seed: str = "random") -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", "from tidegauge.cli import main; main()", "judge", "--store", store]
        config = {"TIDEGAUGE_CONFIG": str(self.folder / "tidegauge.toml"), "PYTHONHASHSEED": hash_seed}
        return subprocess.Popen(
            [*command, "--json", *options],
            cwd=self.folder,
            env={**os.environ, **config},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def run(self, store: str, *options: str, hash_seed: str = "random") -> dict:
        said, _ = self.start(store, *options, hash_seed=hash_seed).communicate()
        return json.loads(said)

    def requests(self) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/count") as answer:
            return int(json.load(answer)["requests"])

    def obeyed(self) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/count") as answer:
            return int(json.load(answer)["obeyed"])


@contextmanager
def endpoint(port: int) -> Iterator[None]:
    command = [sys.executable, "-m", "tests.judge_endpoint", str(port), str(GARBAGE), "0.01"]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/count").close()
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


def scores(store: Path) -> pl.DataFrame:
    files = [store / file.path for file in load(store).files("scores")]
    return (
        pl.concat([pl.read_parquet(file) for file in files], how="diagonal_relaxed")
        if files
        else pl.DataFrame()
    )


def stores(folder: Path, number: int) -> None:
    """Write so many calls of the demo as `plain`, and the same with planted orders as `attacked`."""
    command = [
        sys.executable,
        "-c",
        "from tidegauge.cli import main; main()",
        "demo",
        "--no-serve",
        "--fresh",
    ]
    options = ["--store", str(folder / "demo"), "--calls", str(int(number * 1.1)), "--end", "2026-11-20"]
    subprocess.run([*command, *options], check=True, stderr=subprocess.DEVNULL)
    files = [folder / "demo" / file.path for file in load(folder / "demo").files("spans")]
    spans = pl.concat([pl.read_parquet(file) for file in files], how="diagonal_relaxed")
    calls = (
        spans.filter(pl.col("kind") == "model", pl.col("output_text").is_not_null())
        .sort("span_id")
        .head(number)
    )
    places = pl.int_range(pl.len())
    calls = calls.with_columns(output_text=pl.format("{} quality={}", "output_text", places % 5 + 1))
    at = now()
    write_frames(folder / "plain", {"spans": calls}, ImportRecord("plain", "plain", at))
    orders = pl.Series(
        [ATTACKS[place % len(ATTACKS)].encode("utf-8", "replace").decode() for place in range(calls.height)]
    )
    calls = calls.with_columns(output_text=pl.format("{} {}", "output_text", orders))
    write_frames(folder / "attacked", {"spans": calls}, ImportRecord("attacked", "attacked", at))


def same_sample(bench: Bench) -> None:
    one, other, more = (
        {row["span_id"] for row in bench.run("plain", "--dry-run", "--rate", rate, hash_seed=seed)["sample"]}
        for rate, seed in (("0.05", "1"), ("0.05", "2"), ("0.2", "3"))
    )
    bench.say(
        "drawn at 5% by two processes",
        f"{len(one):,} and {len(other):,}",
        "the same calls",
        good=one == other,
    )
    bench.say("drawn at 20%", f"{len(more):,}", "holds those at 5%", good=one <= more)


def capped(bench: Bench, calls: int) -> None:
    cap = EACH * calls / 20
    bench.settings(cap)
    before = bench.requests()
    found = bench.run("plain", "--rate", "1")
    asked = bench.requests() - before
    left = cap - found["dollars"]
    good = 0 <= left < 0.01 and abs(found["dollars"] - asked * EACH) < 1e-9
    bench.say(
        f"spent of a daily cap of ${cap:.2f}", f"${found['dollars']:.4f}", "all but one request", good=good
    )
    bench.settings()


def killed(bench: Bench, calls: int, kills: int) -> None:
    moments, before = random.Random(7), bench.requests()  # noqa: S311  moments of a benchmark
    already = scores(bench.folder / "plain")["span_id"].n_unique()
    start = time.monotonic()
    for _ in range(kills):
        process, until = bench.start("plain", "--rate", "1"), bench.requests() + moments.randrange(500, 2_500)
        while bench.requests() < until and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    found = bench.run("plain", "--rate", "1")
    seconds = time.monotonic() - start
    rows = scores(bench.folder / "plain")
    twice = int(rows.select("span_id", "name", "evaluator").is_duplicated().sum())
    bench.say(f"scores that stand twice after {kills} kill -9", twice, "0", good=twice == 0)
    done = rows["span_id"].n_unique()
    bench.say("calls with a score", f"{done:,}", f"{calls:,}", good=done == calls)
    bad = rows.filter(pl.col("label") == "unparsable")["span_id"].n_unique()
    # An unparsable answer is asked for once more; those before the kills were counted by the runs that were killed.
    asked = bench.requests() - before
    least = calls - already
    most = least + kills * (bench.concurrency + 1) + bad
    good = least <= asked <= most
    bench.say("requests for them", f"{asked:,}", f"at most {bench.concurrency} more a kill", good=good)
    bench.say(
        "unparsable",
        f"{bad:,} ({bad / calls:.2%})",
        f"about {GARBAGE:.0%}, no value",
        good=0.006 < bad / calls < 0.014,
    )
    values = rows.filter(pl.col("label") == "unparsable")["value"].drop_nulls().len()
    bench.say("marks of unparsable answers", values, "0", good=values == 0)
    bench.say(
        "calls a second, starts and kills included", f"{least / seconds:.0f}", "", good=found["left"] == 0
    )


def attacked(bench: Bench) -> None:
    start = time.monotonic()
    done = bench.run("attacked", "--rate", "1")
    seconds = time.monotonic() - start
    key, marks = ["span_id", "name"], pl.col("value").is_not_null()
    plain, moved = (
        scores(bench.folder / name).filter(marks).select(*key, "value") for name in ("plain", "attacked")
    )
    both = plain.join(moved, on=key, suffix="_attacked")
    wrong = both.filter(pl.col("value") != pl.col("value_attacked")).height
    bench.say(
        f"marks moved by {len(ATTACKS)} kinds of planted orders",
        f"{wrong:,} of {both.height:,}",
        "0",
        good=wrong == 0,
    )
    bench.say("orders that the judge saw outside the data", bench.obeyed(), "0", good=bench.obeyed() == 0)
    bench.say("calls a second, one run", f"{done['judged'] / seconds:.0f}", "", good=done["left"] == 0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--concurrency", type=int, default=16)
    given = parser.parse_args()
    assert QUALITY.search("quality=3")
    with tempfile.TemporaryDirectory() as folder, endpoint(port := free_port()):
        bench = Bench(Path(folder), port, given.concurrency)
        bench.settings()
        stores(bench.folder, given.calls)
        same_sample(bench)
        capped(bench, given.calls)
        killed(bench, given.calls, given.kills)
        attacked(bench)
    show(f"tidegauge judge on {given.calls:,} calls of the demo", ("", "found", "should be"), bench.rows)
    return 0 if bench.good else 1


if __name__ == "__main__":
    sys.exit(main())
