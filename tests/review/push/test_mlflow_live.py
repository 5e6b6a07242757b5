"""Labels into a real MLflow through its API. Authority: what MLflow's own client reads back.

Needs a Python in which MLflow is installed: TIDEGAUGE_MLFLOW=/path/to/its/bin/python.
"""

import json
import os
import subprocess
from collections.abc import Callable
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.review.push.conftest import AT
from tests.tool_servers import python_of
from tidegauge.review.loop import undo
from tidegauge.review.push import Target, pushers
from tidegauge.review.pushed_scores import pushed_scores
from tidegauge.workbench.review_batches import ReviewBatch
from tidegauge.workbench.review_plans import ReviewPlan

pytest.importorskip("requests", reason="the HTTP client is not installed")
push = pushers()["mlflow"].push
MAKE = """
import json, mlflow
mlflow.set_experiment("pushed")
for number in range(3):
    with mlflow.start_span(f"answer {number}", span_type="LLM") as span:
        span.set_inputs({"q": number})
        span.set_outputs({"a": number})
mlflow.flush_trace_async_logging()
found = mlflow.search_traces(return_type="list", order_by=["timestamp_ms ASC"])
print(json.dumps([[one.info.trace_id, one.data.spans[0].span_id] for one in found]))
"""
READ = """
import json, mlflow
mlflow.set_experiment("pushed")
found = mlflow.search_traces(return_type="list")
print(json.dumps([
    {"trace": one.info.trace_id, "span": a.span_id, "name": a.name, "value": a.feedback.value,
     "who": a.source.source_id, "kind": a.source.source_type, "why": a.rationale, "at": a.create_time_ms}
    for one in found for a in one.info.assessments
]))
"""


def run(url: str, code: str, folder: Path) -> Any:
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "MLFLOW_TRACKING_URI": url}
    command = [python_of("TIDEGAUGE_MLFLOW"), "-W", "ignore", "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, cwd=folder)
    return json.loads(done.stdout.strip().splitlines()[-1])


def test_labels_are_there_once_and_gone_when_undone(
    mlflow: str, labelled: Callable[..., tuple[sa.Engine, ReviewBatch]], tmp_path: Path
) -> None:
    ids = [tuple(one) for one in run(mlflow, MAKE, tmp_path)]
    engine, batch = labelled([*ids[:2], ids[2]])
    target = Target(mlflow)
    first = push(target, list(pushed_scores(engine, [batch])))
    assert (first.sent, first.there, first.gone, first.unknown) == (5, 0, 0, 0)
    found = {(one["span"], one["who"]): one for one in run(mlflow, READ, tmp_path)}
    assert len(found) == 5
    own = found[(ids[0][1], "marta")]
    assert (own["name"], own["value"], own["kind"], own["why"]) == ("correct", 1.0, "HUMAN", "fine")
    given = AT.replace(tzinfo=UTC) + timedelta(seconds=7)
    assert own["at"] == round(given.timestamp() * 1000)
    assert found[(ids[0][1], "jon")]["value"] == 0.0
    assert found[(ids[1][1], "jon")]["value"] == "cannot judge"

    again = push(target, list(pushed_scores(engine, [batch])))
    assert (again.sent, again.there) == (0, 5)
    undo(engine, batch, ReviewPlan(1.0), "jon", AT + timedelta(minutes=5))
    third = push(target, list(pushed_scores(engine, [batch])))
    assert (third.sent, third.there, third.gone) == (0, 4, 1)
    assert len(run(mlflow, READ, tmp_path)) == 4


def test_a_trace_that_mlflow_lacks_is_counted(
    mlflow: str, labelled: Callable[..., tuple[sa.Engine, ReviewBatch]]
) -> None:
    engine, batch = labelled([(f"tr-{'0' * 31}{n}", f"{n}" * 16) for n in range(3)])
    assert push(Target(mlflow), list(pushed_scores(engine, [batch]))).unknown == 5
