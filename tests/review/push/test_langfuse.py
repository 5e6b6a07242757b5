"""Labels into Langfuse. Its server needs four databases, so this is a small double that follows its published OpenAPI.

POST /api/public/scores answers {"id"} and takes an id that makes the call an upsert; DELETE /api/public/scores/{scoreId}
answers 202, and 404 of an unknown id; both ask for basic authentication by public and secret key. The fields are those of
`CreateScoreRequest`: unknown ones are refused here.
"""

import base64
import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa

from tests.review.push.conftest import AT
from tidegauge.review.loop import undo
from tidegauge.review.push import PushError, Target, pushers
from tidegauge.review.pushed_scores import pushed_scores
from tidegauge.workbench.review_batches import ReviewBatch
from tidegauge.workbench.review_plans import ReviewPlan

FIELDS = {
    *("id", "traceId", "sessionId", "observationId", "datasetRunId", "name", "value", "comment", "metadata"),
    *("environment", "queueId", "dataType", "configId"),
}
push = pushers()["langfuse"].push


class _Langfuse(BaseHTTPRequestHandler):
    scores: ClassVar[dict[str, dict[str, Any]]] = {}

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        kinds = {"NUMERIC": int | float, "CATEGORICAL": str}
        if self.path != "/api/public/scores" or not self._known():
            self._answer(401 if not self._known() else 404, {})
        elif set(body) - FIELDS or not isinstance(body["value"], kinds[body["dataType"]]):
            self._answer(400, {"message": "Invalid request data"})
        else:
            self.scores[body["id"]] = body
            self._answer(200, {"id": body["id"]})

    def do_DELETE(self) -> None:
        found = self.scores.pop(self.path.rpartition("/")[2], None)
        self._answer(202 if found else 404, {})

    def _known(self) -> bool:
        expected = base64.b64encode(b"pk-lf-1:sk-lf-2").decode()
        return self.headers.get("authorization") == f"Basic {expected}"

    def _answer(self, status: int, body: object) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def langfuse() -> Iterator[str]:
    _Langfuse.scores.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Langfuse)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_scores_have_an_id_of_their_own_and_go_when_undone(
    langfuse: str, labelled: Callable[..., tuple[sa.Engine, ReviewBatch]]
) -> None:
    engine, batch = labelled([("t1", "s1"), ("t2", "s2"), ("t3", "s3")])
    target = Target(langfuse, user="pk-lf-1", key="sk-lf-2")
    for _ in range(2):
        assert push(target, list(pushed_scores(engine, [batch]))).sent == 5
        assert len(_Langfuse.scores) == 5
    own = next(one for one in _Langfuse.scores.values() if one["metadata"]["reviewer"] == "marta")
    assert (own["traceId"], own["observationId"], own["name"], own["value"]) == ("t1", "s1", "correct", 1.0)
    assert (own["dataType"], own["comment"]) == ("NUMERIC", "fine")
    (silent,) = [one for one in _Langfuse.scores.values() if one["dataType"] == "CATEGORICAL"]
    assert silent["value"] == "cannot judge"
    undo(engine, batch, ReviewPlan(1.0), "jon", AT + timedelta(minutes=5))
    result = push(target, list(pushed_scores(engine, [batch])))
    assert (result.sent, result.gone, len(_Langfuse.scores)) == (4, 1, 4)


def test_a_wrong_key_is_said_and_not_shown(
    langfuse: str, labelled: Callable[..., tuple[sa.Engine, ReviewBatch]]
) -> None:
    engine, batch = labelled([("t1", "s1"), ("t2", "s2"), ("t3", "s3")])
    with pytest.raises(PushError, match="does not let us write") as told:
        push(Target(langfuse, user="pk-lf-1", key="wrong-key"), list(pushed_scores(engine, [batch])))
    assert "wrong-key" not in str(told.value)
    assert "wrong-key" not in repr(Target(langfuse, user="pk", key="wrong-key"))
