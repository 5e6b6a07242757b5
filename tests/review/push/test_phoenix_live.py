"""Labels into a real Phoenix through its API. Authority: what that API gives back.

Needs a Python in which Phoenix is installed: TIDEGAUGE_PHOENIX=/path/to/its/bin/python.
"""

import json
import urllib.request
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from tests.review.push.conftest import AT
from tidegauge.review.golden.exports.phoenix import body
from tidegauge.review.loop import claim_next, commit, undo
from tidegauge.review.push import PushError, Target, pushers
from tidegauge.review.pushed_scores import pushed_scores
from tidegauge.workbench.golden_item import GoldenItem, Group
from tidegauge.workbench.golden_sets import GoldenSet
from tidegauge.workbench.labels import Said
from tidegauge.workbench.review_batches import ReviewBatch
from tidegauge.workbench.review_plans import ReviewPlan

pytest.importorskip("requests", reason="the HTTP client is not installed")
TRACE = "0af7651916cd43dd8448eb211c80319{}"
SPAN = "b7ad6b716920333{}"
IDS = [(TRACE.format(n), SPAN.format(n)) for n in range(3)]
push = pushers()["phoenix"].push


def asked(url: str, body: object = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"content-type": "application/json"})  # noqa: S310  our own server
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        return json.loads(answer.read() or "{}")


@pytest.fixture(scope="module")
def spans(phoenix: str) -> str:
    """The server, with three spans."""
    rows = [
        {
            "name": "answer",
            "context": {"trace_id": trace, "span_id": span},
            "span_kind": "LLM",
            "start_time": AT.isoformat() + "Z",
            "end_time": (AT + timedelta(seconds=1)).isoformat() + "Z",
            "status_code": "OK",
            "attributes": {"llm.model_name": "aster"},
        }
        for trace, span in IDS
    ]
    asked(f"{phoenix}/v1/projects/default/spans", {"data": rows})
    return phoenix


def annotations(url: str) -> list[dict[str, Any]]:
    query = urlencode([("span_ids", span) for _, span in IDS])
    return list(asked(f"{url}/v1/projects/default/span_annotations?{query}")["data"])


def test_labels_are_there_once_and_gone_when_undone(
    spans: str, labelled: Callable[..., tuple[sa.Engine, ReviewBatch]]
) -> None:
    engine, batch = labelled(IDS)
    target = Target(spans)
    first = push(target, list(pushed_scores(engine, [batch])))
    assert (first.sent, first.there, first.gone, first.unknown) == (5, 0, 0, 0)
    found = {(one["span_id"], one["metadata"]["reviewer"]): one for one in annotations(spans)}
    assert len(found) == 5
    own = found[(IDS[0][1], "marta")]
    assert (own["name"], own["annotator_kind"]) == ("correct", "HUMAN")
    assert own["result"] == {"score": 1.0, "label": None, "explanation": "fine"}
    assert found[(IDS[0][1], "jon")]["result"]["score"] == 0.0
    assert found[(IDS[1][1], "jon")]["result"]["label"] == "cannot judge"

    again = push(target, list(pushed_scores(engine, [batch])))
    assert (again.sent, again.there, len(annotations(spans))) == (0, 5, 5)

    plan = ReviewPlan(1.0)
    undo(engine, batch, plan, "jon", AT + timedelta(minutes=5))
    third = push(target, list(pushed_scores(engine, [batch])))
    assert (third.sent, third.there, third.gone, len(annotations(spans))) == (0, 4, 1, 4)
    now = AT + timedelta(minutes=6)
    place = claim_next(engine, batch, plan, "jon", now)
    assert place is not None
    commit(engine, batch, place, "jon", Said(0.0), now)
    assert push(target, list(pushed_scores(engine, [batch]))).sent == 1
    assert len(annotations(spans)) == 5


def test_a_span_that_phoenix_lacks_keeps_no_other_from_it(
    spans: str, labelled: Callable[..., tuple[sa.Engine, ReviewBatch]]
) -> None:
    engine, batch = labelled([IDS[0], ("f" * 32, "f" * 16), IDS[2]])
    result = push(Target(spans), list(pushed_scores(engine, [batch])))
    assert result.unknown == 2
    assert result.sent + result.there == 3


def test_an_address_that_does_not_answer_is_said_without_its_password(
    labelled: Callable[..., tuple[sa.Engine, ReviewBatch]],
) -> None:
    engine, batch = labelled(IDS)
    scores = list(pushed_scores(engine, [batch]))
    with pytest.raises(PushError, match=r"does not answer at http://127\.0\.0\.1:9") as told:
        push(Target("http://me:secret@127.0.0.1:9"), scores)
    assert "secret" not in str(told.value)


def test_a_golden_set_is_a_dataset_there(phoenix: str) -> None:
    items = [
        GoldenItem(
            "s", t, s, "ok", "yes or no", 1.0, f"in {s}", "out", Group.EDGE, "ana", "2026-11-21T12:00:00"
        )
        for t, s in IDS
    ]
    one = GoldenSet(1, "support", 1, "h", "", "ana", AT, 3)
    made = asked(f"{phoenix}/v1/datasets/upload?sync=true", body(one, items))["data"]["dataset_id"]
    examples = asked(f"{phoenix}/v1/datasets/{made}/examples")["data"]["examples"]
    assert [one["input"] for one in examples] == [{"input": item.input} for item in items]
    assert examples[0]["output"] == {"output": "out", "recorded": "out", "value": 1.0}
    assert examples[0]["metadata"]["hash"] == items[0].hash
