"""MLflow: feedback by people on traces (`POST /api/3.0/mlflow/traces/{trace}/assessments`), each once."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from tidegauge.review.push._http import API
from tidegauge.review.push._pusher import PushedScore, Pusher, PushResult, Target

MARK = "tidegauge.label"
"""The metadata that says which label an assessment is: MLflow itself numbers them."""


def _push(target: Target, scores: Sequence[PushedScore]) -> PushResult:
    headers = {"authorization": f"Bearer {target.key}"} if target.key and not target.user else {}
    total = PushResult()
    traces: dict[str, list[PushedScore]] = {}
    for one in scores:
        traces.setdefault(one.trace_id, []).append(one)
    with API("MLflow", target, headers) as api:
        for trace, own in traces.items():
            total = _added(total, _trace(api, trace, own))
    return total


def _trace(api: API, trace: str, scores: Sequence[PushedScore]) -> PushResult:
    path = f"/api/3.0/mlflow/traces/{quote(trace, safe='')}"
    found = api.ask("GET", path)
    wanted = [one for one in scores if not one.withdrawn]
    if found is None:
        return PushResult(unknown=len(wanted))
    info = (found.get("trace") or {}).get("trace_info") or {}
    known = {
        str((one.get("metadata") or {}).get(MARK)): str(one.get("assessment_id"))
        for one in info.get("assessments") or []
    }
    gone = [one for one in scores if one.withdrawn and one.id in known]
    for one in gone:
        api.ask("DELETE", f"{path}/assessments/{quote(known[one.id], safe='')}")
    fresh = [one for one in wanted if one.id not in known]
    for one in fresh:
        api.ask("POST", f"{path}/assessments", {"assessment": _assessment(one)}, missing=())
    return PushResult(len(fresh), len(wanted) - len(fresh), len(gone))


def _assessment(one: PushedScore) -> dict[str, Any]:
    when = f"{one.at}Z"
    return {
        "assessment_name": one.name,
        "trace_id": one.trace_id,
        "span_id": one.span_id,
        "source": {"source_type": "HUMAN", "source_id": one.reviewer},
        "create_time": when,
        "last_update_time": when,
        "feedback": {"value": one.label if one.value is None else one.value},
        **({"rationale": one.comment} if one.comment else {}),
        "metadata": {
            MARK: one.id,
            "tidegauge.batch": one.batch,
            **({"tidegauge.verdict": one.label} if one.label else {}),
        },
    }


def _added(one: PushResult, other: PushResult) -> PushResult:
    return PushResult(
        *(getattr(one, name) + getattr(other, name) for name in ("sent", "there", "gone", "unknown"))
    )


PUSHER = Pusher("MLflow", "MLFLOW_TRACKING_USERNAME", "MLFLOW_TRACKING_PASSWORD", _push)
