"""A Phoenix server at work: its SQLite file is read while an instrumented client writes. Authority: what the API served.

Needs a Python in which Phoenix is installed: TIDEGAUGE_PHOENIX=/path/to/its/bin/python.
"""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.tool_servers import answers, phoenix_at
from tidegauge.stores import Store, open_store

pytest.importorskip("openai", reason="the OpenAI client is not installed")
pytest.importorskip("openinference.instrumentation.openai", reason="OpenInference is not installed")

PATIENCE = 120.0
"""Seconds for Phoenix to write what it was sent."""
CALLS, FAILING = 120, 5
CLIENT = f"""
import sys, time
from openai import OpenAI
from openinference.instrumentation import using_attributes
from openinference.instrumentation.openai import OpenAIInstrumentor
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=sys.argv[2]), schedule_delay_millis=200))
OpenAIInstrumentor().instrument(tracer_provider=provider)
client = OpenAI(base_url=sys.argv[1], api_key="none", max_retries=0)
for number in range({CALLS}):
    with using_attributes(session_id=f"s{{number // 4}}", user_id="u1", metadata={{"geo": "BR", "tier": "gold"}}):
        try:
            model = "no-such-model" if number % {FAILING} == 0 else "gpt-4o"
            client.chat.completions.create(model=model, messages=[{{"role": "user", "content": f"Tide {{number}}?"}}])
        except Exception as error:
            assert "404" in str(error), error
    time.sleep(0.05)
provider.shutdown()
"""
COMPLETION = {
    "id": "c1",
    "object": "chat.completion",
    "created": 1_794_317_213,
    "model": "gpt-4o-2024-08-06",
    "choices": [
        {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "At 14:05."}}
    ],
    "usage": {"prompt_tokens": 21, "completion_tokens": 9, "total_tokens": 30},
}


class _API(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        known = asked["model"] == "gpt-4o"
        body = json.dumps(COMPLETION if known else {"error": {"message": "no such model"}}).encode()
        self.send_response(200 if known else 404)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def api() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _API)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


@pytest.fixture
def phoenix(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of a Phoenix server, and its database."""
    with phoenix_at(tmp_path) as address:
        yield address, tmp_path / "phoenix.db"


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "Phoenix took too long"
        time.sleep(0.2)


def seen(store: Store) -> tuple[int, int, int]:
    """Return what a page would ask: calls, failed ones, tokens; and look at the file anew."""
    store.refresh()
    store.catalog()
    kind, status = sa.column("kind", sa.Text), sa.column("status", sa.Text)
    counts = (
        sa.func.count().label("calls"),
        sa.func.count().filter(status == "error").label("failed"),
        sa.func.coalesce(sa.func.sum(sa.column("input_tokens", sa.BigInteger)), 0).label("tokens"),
    )
    spans = sa.table("spans", kind, status, sa.column("input_tokens", sa.BigInteger))
    calls, failed, tokens = store.read(sa.select(*counts).select_from(spans).where(kind == "model")).row(0)
    return int(calls), int(failed), int(tokens)


def test_a_store_is_read_while_it_is_written(
    phoenix: tuple[str, Path], api: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    address, path = phoenix
    store = open_store(f"sqlite:///{path}")
    assert seen(store) == (0, 0, 0)
    client = subprocess.Popen(
        [sys.executable, "-c", CLIENT, api, f"{address}/v1/traces"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    failed = len(range(0, CALLS, FAILING))
    whole = (CALLS, failed, 21 * (CALLS - failed))
    read = [seen(store)]

    def arrived() -> bool:
        read.append(seen(store))
        return read[-1] == whole

    _until(arrived)
    said, _ = client.communicate(timeout=PATIENCE)
    assert (client.returncode, said) == (0, b"")
    # Numbers grow, and were seen to: more than once between none and all.
    assert read == sorted(read)
    assert len(set(read)) > 3
    assert answers(f"{address}/healthz")
    assert store.product == "Arize Phoenix on SQLite"
    assert {"project", "metadata.tier"} <= set(store.catalog().attributes)
    names = ("status", "model_requested", "model_version", "error_type", "geo")
    spans = sa.table("spans", *(sa.column(name, sa.Text) for name in names))
    assert set(store.read(sa.select(*spans.c).distinct()).iter_rows()) == {
        ("ok", "gpt-4o", "gpt-4o-2024-08-06", None, "BR"),
        # Of a call that failed the instrumentation keeps no model but in the parameters.
        ("error", "no-such-model", None, "openai.NotFoundError", "BR"),
    }
