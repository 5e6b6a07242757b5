import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from tests.thorough import after
from tests.waiting import wait_for
from tests.webhook import webhook
from tidegauge.clock import now
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames
from tidegauge.web.ports import free_port

RULES = """
workbench = "sqlite:///{folder}/workbench.sqlite"
store = "{folder}/lake"

[alerts.channels]
hook = "{hook}"

[alerts.rules.errors]
condition = "threshold"
metric = "error_rate"
above = 0.2
window = "1 min"
late_data = "0 s"
breaches = 2
of = 3
minimum_n = 5
warm_up = "0 s"
severity = "P2"
"""


def _lake(folder: Path) -> None:
    """An hour until now, in which every second call fails."""
    start, count = now() - timedelta(hours=1), 3_600
    spans = pl.DataFrame(
        {
            "trace_id": [f"t{number}" for number in range(count)],
            "span_id": [f"s{number}" for number in range(count)],
            "kind": "model",
            "start_time": [start + timedelta(seconds=number) for number in range(count)],
            "duration_ms": 1.0,
            "status": ["error" if number % 2 else "ok" for number in range(count)],
        }
    ).with_columns(pl.col("start_time").cast(pl.Datetime("us")))
    write_frames(folder / "lake", {"spans": spans}, ImportRecord("now", "now.parquet", now()))


def _metrics(port: int) -> dict[str, float]:
    try:
        text = requests.get(f"http://127.0.0.1:{port}/metrics", timeout=5).text
    except requests.ConnectionError:
        return {}
    return {
        " ".join([sample.name, *sample.labels.values()]).strip(): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


# The authority for the format is prometheus_client's own parser.
@pytest.mark.parametrize("number", after(1, [signal.SIGTERM, signal.SIGINT]))
def test_it_watches_tells_serves_metrics_and_stops_when_told(tmp_path: Path, number: int) -> None:
    _lake(tmp_path)
    port = free_port("127.0.0.1", 9464)
    with webhook() as service:
        config = tmp_path / "tidegauge.toml"
        config.write_text(RULES.format(folder=tmp_path, hook=service.address), encoding="utf-8")
        words = ["watch", "--config", str(config), "--every", "1s", "--metrics-port", str(port)]
        started = subprocess.Popen(
            [sys.executable, "-c", f"from tidegauge.cli import main; main({words!r})"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            wait_for(lambda: _metrics(port).get("tidegauge_notifications sent", 0) >= 1)
            found = _metrics(port)
        finally:
            started.send_signal(number)
            out, errors = started.communicate(timeout=60)
    assert started.returncode == 0, errors
    assert service.titles == ["[P2 firing] errors: all calls"]
    assert found["tidegauge_evaluations_total"] >= 1
    assert found["tidegauge_alert_rules_firing"] == 1
    assert found["tidegauge_alert_state errors"] == 4
    assert found["tidegauge_alert_value errors"] == pytest.approx(0.5, abs=0.1)
    assert found["tidegauge_alert_rule_segments errors firing"] == 1
    assert (
        abs(
            found["tidegauge_evaluation_timestamp_seconds"]
            - found["tidegauge_alert_rule_seen_timestamp_seconds errors"]
        )
        < 3_600
    )
    assert "errors: pending to firing P2. Error rate is" in out
    assert f"Prometheus metrics are at http://127.0.0.1:{port}/metrics." in errors
