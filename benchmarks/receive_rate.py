"""Spans a second that the receiver takes from OpenTelemetry's own SDK, for a minute, and whether any is lost.

    python benchmarks/receive_rate.py [--rate 5000] [--seconds 60] [--senders 2]

Senders are processes with a BatchSpanProcessor and the OTLP exporter over HTTP, as people use them, on the same
processors as the receiver. Each says how many spans it ended; in the end as many must stand in the lake.
"""

import argparse
import json
import os
import random
import tempfile
import time
import urllib.request
from multiprocessing import get_context
from multiprocessing.queues import Queue
from pathlib import Path

from _ingest_servers import tidegauge
from _table import show
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

_WORDS = "tides rise and gauges tell of it every hour while ships wait for the pilot at the harbour".split()  # noqa: SIM905
_PAUSE = 0.005


def send(url: str, rate: float, seconds: float, number: int, done: "Queue[int]") -> None:
    """End `rate` spans a second for some seconds through the SDK, and put how many."""
    provider = TracerProvider(resource=Resource.create({"service.name": "rate", "service.version": "1.0"}))
    exporter = OTLPSpanExporter(endpoint=f"{url}/v1/traces")
    # A queue of three seconds: the SDK itself drops what does not fit into it.
    provider.add_span_processor(
        BatchSpanProcessor(exporter, max_queue_size=int(rate * 3), schedule_delay_millis=200)
    )
    tracer, draws = provider.get_tracer("rate"), random.Random(number)  # noqa: S311  made data
    start, ended = time.monotonic(), 0
    while (elapsed := time.monotonic() - start) < seconds:
        while ended < int(elapsed * rate):
            with tracer.start_as_current_span("chat", attributes=_attributes(ended, draws)):
                ended += 1
        time.sleep(_PAUSE)
    provider.shutdown()
    done.put(ended)


def _attributes(number: int, draws: random.Random) -> dict[str, str | int | float]:
    message = '[{"role": "%s", "parts": [{"type": "text", "content": "%s"}]}]'
    return {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gauge-1",
        "gen_ai.response.model": "gauge-1-0900",
        "gen_ai.request.temperature": 0.2,
        "gen_ai.usage.input_tokens": draws.randrange(2_000),
        "gen_ai.usage.output_tokens": draws.randrange(500),
        "gen_ai.conversation.id": f"conversation-{number // 8}",
        "user.id": f"user-{draws.randrange(999)}",
        "geo.country.iso_code": draws.choice(("BR", "DE", "US")),
        "app.device": "ios",
        "gen_ai.input.messages": message % ("user", " ".join(draws.choices(_WORDS, k=50))),
        "gen_ai.output.messages": message % ("assistant", " ".join(draws.choices(_WORDS, k=50))),
    }


def main() -> None:
    """Run the senders against a receiver of their own and print what came of it."""
    options = _options()
    url = f"http://127.0.0.1:{options.port}"
    with tempfile.TemporaryDirectory(dir=options.folder) as scratch:
        server = tidegauge(Path(scratch) / "store", options.port, options.every)
        process = server.start()
        _health(url)
        spawn, each = get_context("spawn"), options.rate / options.senders
        done: Queue[int] = spawn.Queue()
        arguments = [(url, each, options.seconds, number, done) for number in range(options.senders)]
        senders = [spawn.Process(target=send, args=given) for given in arguments]
        for sender in senders:
            sender.start()
        ended = sum(done.get() for _ in senders)
        # Before it stops: what waits now is how far the flusher was behind.
        waiting = _health(url)["waiting"]
        process.terminate()
        _, status, usage = os.wait4(process.pid, 0)
        used = usage.ru_utime + usage.ru_stime
        stored, size = server.count(), server.size()
    heads = (
        "",
        "ended",
        "stored",
        "lost",
        "waited at the end",
        "spans/s",
        "receiver, processors",
        "bytes a span",
        "exit",
    )
    row = (
        "SDK to lake",
        ended,
        stored,
        ended - stored,
        waiting,
        ended / options.seconds,
        used / options.seconds,
    )
    show(f"The SDK's exporters, {options.seconds:g} s", heads, [(*row, size / max(stored, 1), status)])


def _health(url: str) -> dict[str, object]:
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=30) as answer:  # noqa: S310  our own server
                return dict(json.load(answer))
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The receiver does not answer.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rate", type=float, default=5_000.0, help="spans a second of all senders together")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--senders", type=int, default=2)
    parser.add_argument("--every", type=float, default=5.0, help="the receiver's --every")
    parser.add_argument("--port", type=int, default=9550)
    parser.add_argument("--folder", type=Path, help="where the store is made for the time of the run")
    return parser.parse_args()


if __name__ == "__main__":
    main()
