"""A client of OpenAI's library under OpenInference's instrumentation, unchanged. Authority: what the fake API said."""

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

pytest.importorskip("openai", reason="the OpenAI client is not installed")
pytest.importorskip("openinference.instrumentation.openai", reason="OpenInference is not installed")

COMPLETION = {
    "id": "c1",
    "object": "chat.completion",
    "created": 1_794_317_213,
    "model": "gpt-4o-2024-08-06",
    "choices": [
        {
            "index": 0,
            "finish_reason": "stop",
            "message": {"role": "assistant", "content": "High tide is at 14:05."},
        }
    ],
    "usage": {
        "prompt_tokens": 21,
        "completion_tokens": 9,
        "total_tokens": 30,
        "prompt_tokens_details": {"cached_tokens": 16},
    },
}
CLIENT = """
import sys
from openai import OpenAI
from openinference.instrumentation import using_attributes
from openinference.instrumentation.openai import OpenAIInstrumentor
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter()))
OpenAIInstrumentor().instrument(tracer_provider=provider)
client = OpenAI(base_url=sys.argv[1], api_key="none", max_retries=0)
with using_attributes(session_id="s1", user_id="u1", metadata={"geo": "BR", "tier": "gold"}):
    client.chat.completions.create(
        model="gpt-4o", messages=[{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Tide?"}]
    )
try:
    client.chat.completions.create(model="no-such-model", messages=[{"role": "user", "content": "Tide?"}])
except Exception as error:
    assert "404" in str(error), error
provider.shutdown()
"""


class _API(BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        known = asked["model"] == "gpt-4o"
        body = json.dumps(COMPLETION if known else {"error": {"message": "no such model"}}).encode()
        self.send_response(200 if known else 404)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def api():
    server = HTTPServer(("127.0.0.1", 0), _API)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


def test_an_instrumented_client_works_unchanged(running, rows, api):
    environment = {"OTEL_EXPORTER_OTLP_ENDPOINT": running.url, "PATH": ""}
    sent = subprocess.run(
        [sys.executable, "-c", CLIENT, api],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
    )
    assert (sent.returncode, sent.stderr) == (0, "")
    assert running.settled()["stored"] == 2
    call, failed = rows(running.lake).sort("start_time").to_dicts()
    assert (call["kind"], call["status"], call["provider"]) == ("model", "ok", "openai")
    assert (call["model_requested"], call["model_version"]) == ("gpt-4o", "gpt-4o-2024-08-06")
    assert (call["input_tokens"], call["output_tokens"], call["cached_input_tokens"]) == (21, 9, 16)
    assert (call["session_id"], call["user_id"], call["geo"], call["metadata.tier"]) == (
        "s1",
        "u1",
        "BR",
        "gold",
    )
    assert (failed["model_requested"], failed["model_version"]) == ("no-such-model", None)
    assert call["input_text"] == "system: Be brief.\nuser: Tide?"
    assert call["output_text"] == "assistant: High tide is at 14:05."
    assert (failed["status"], failed["error_type"], failed["input_tokens"]) == (
        "error",
        "openai.NotFoundError",
        None,
    )
