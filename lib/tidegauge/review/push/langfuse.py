"""Langfuse: scores of observations (`POST /api/public/scores`). Their id makes the same one again an update."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from tidegauge.review.push._http import API
from tidegauge.review.push._pusher import PushedScore, Pusher, PushResult, Target

_PATH = "/api/public/scores"


def _push(target: Target, scores: Sequence[PushedScore]) -> PushResult:
    sent = gone = 0
    with API("Langfuse", target) as api:
        for one in scores:
            if one.withdrawn:
                gone += api.ask("DELETE", f"{_PATH}/{quote(one.id, safe='')}") is not None
            else:
                api.ask("POST", _PATH, _score(one), missing=())
                sent += 1
    return PushResult(sent, gone=gone)


def _score(one: PushedScore) -> dict[str, Any]:
    said: dict[str, Any] = (
        {"value": one.value, "dataType": "NUMERIC"}
        if one.value is not None
        else {"value": one.label or "cannot judge", "dataType": "CATEGORICAL"}
    )
    return {
        "id": one.id,
        "traceId": one.trace_id,
        "observationId": one.span_id,
        "name": one.name,
        **said,
        **({"comment": one.comment} if one.comment else {}),
        "metadata": {
            "reviewer": one.reviewer,
            "labelled_at": one.at,
            "batch": one.batch,
            "label": one.label,
            "by": "tidegauge",
        },
    }


PUSHER = Pusher("Langfuse", "LANGFUSE_PUBLIC_KEY", "LANGFUSE_SECRET_KEY", _push)
