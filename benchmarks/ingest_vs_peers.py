"""Spans a second until durable and queryable, and bytes on disk: our receiver, Phoenix's and MLflow's servers.

    python benchmarks/ingest_vs_peers.py --phoenix-python PYTHON --mlflow-python PYTHON [--spans 30000]

The interpreters are those of environments with arize-phoenix and mlflow; TIDEGAUGE_PHOENIX_PYTHON and
TIDEGAUGE_MLFLOW_PYTHON name them, too. A peer without one is left out. The servers run one after the other.
"""

import argparse
import http.client
import os
import queue
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from _ingest_requests import requests
from _ingest_servers import Server, mlflow, phoenix, tidegauge
from _table import show

_SENDERS = 4
_START_SECONDS = 180


@dataclass(frozen=True)
class Result:
    """What one server did with the requests. Rates are spans a second, sizes are bytes."""

    name: str
    acknowledged_rate: float
    queryable_rate: float
    visible: int
    size: int


def measured(server: Server, port: int, bodies: list[bytes], spans: int, patience: float) -> Result:
    """Start a server, post everything, wait until a query sees it, stop the server and weigh its files."""
    process = server.start()
    try:
        _wait_until_ready(server, port)
        before = server.size()
        start = time.perf_counter()
        _post_all(port, server.headers, bodies)
        acknowledged = time.perf_counter() - start
        visible = _wait_until_visible(server, spans, start + patience)
        queryable = time.perf_counter() - start
    finally:
        process.terminate()
        process.wait(60)
    return Result(server.name, spans / acknowledged, visible / queryable, visible, server.size() - before)


def _wait_until_ready(server: Server, port: int) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            line.request("GET", server.ready)
            if line.getresponse().status == 200:
                time.sleep(3)  # what starts in the background has started, too
                return
        except OSError:
            time.sleep(0.2)
        finally:
            line.close()
    raise SystemExit(f"{server.name} did not answer within {_START_SECONDS} s; see {server.folder}.log")


def _post_all(port: int, headers: Mapping[str, str], bodies: Iterable[bytes]) -> None:
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    for body in bodies:
        waiting.put(body)
    senders = [threading.Thread(target=_send, args=(port, headers, waiting)) for _ in range(_SENDERS)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()


def _send(port: int, headers: Mapping[str, str], waiting: "queue.SimpleQueue[bytes]") -> None:
    """Post what waits over one connection; a server that is too busy gets the request again."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    while True:
        try:
            body = waiting.get_nowait()
        except queue.Empty:
            return
        while not _taken(line, headers, body):
            time.sleep(0.5)


def _taken(line: http.client.HTTPConnection, headers: Mapping[str, str], body: bytes) -> bool:
    line.request("POST", "/v1/traces", body, {"content-type": "application/x-protobuf", **headers})
    answer = line.getresponse()
    said = answer.read()
    if answer.status not in {200, 429, 503}:
        raise SystemExit(f"HTTP {answer.status}: {said[:500]!r}")
    return answer.status == 200


def _wait_until_visible(server: Server, spans: int, end: float) -> int:
    while (found := server.count()) < spans and time.perf_counter() < end:
        time.sleep(0.1)
    return found


def main() -> None:
    """Measure every server that there is and print them side by side."""
    options = _options()
    bodies = requests(options.spans, options.size)
    print(f"{options.spans:,} spans in {len(bodies):,} requests, {sum(map(len, bodies)):,} bytes of protobuf")
    with tempfile.TemporaryDirectory(dir=options.folder) as scratch:
        folder, port = Path(scratch), options.port
        servers = [(tidegauge(folder / "tidegauge", port, options.every), port)]
        if options.phoenix_python:
            servers.append((phoenix(folder / "phoenix", port + 10, options.phoenix_python), port + 10))
        if options.mlflow_python:
            servers.append((mlflow(folder / "mlflow", port + 20, options.mlflow_python), port + 20))
        results = [measured(server, at, bodies, options.spans, options.patience) for server, at in servers]
    _show(results)


def _show(results: list[Result]) -> None:
    ours = results[0]
    heads = (
        "",
        "acknowledged/s",
        "queryable/s",
        "spans seen",
        "MB on disk",
        "bytes a span",
        "ours faster",
        "ours smaller",
    )
    rows = [
        (
            one.name,
            one.acknowledged_rate,
            one.queryable_rate,
            one.visible,
            one.size / 1e6,
            one.size / max(one.visible, 1),
            f"{ours.queryable_rate / one.queryable_rate:.1f} ×",
            f"{one.size / max(one.visible, 1) / (ours.size / ours.visible):.1f} ×",
        )
        for one in results
    ]
    show("Spans a second until durable and queryable", heads, rows)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--spans", type=int, default=30_000)
    parser.add_argument("--size", type=int, default=500, help="spans a request")
    parser.add_argument("--every", type=float, default=1.0, help="our receiver's --every")
    parser.add_argument("--port", type=int, default=9560)
    parser.add_argument("--folder", type=Path, help="where the stores are made for the time of the run")
    parser.add_argument("--patience", type=float, default=900, help="seconds until all spans must be seen")
    for peer in ("phoenix", "mlflow"):
        default = os.environ.get(f"TIDEGAUGE_{peer.upper()}_PYTHON")
        parser.add_argument(f"--{peer}-python", type=Path, default=Path(default) if default else None)
    return parser.parse_args()


if __name__ == "__main__":
    main()
