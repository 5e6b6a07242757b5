"""Arize Phoenix: span annotations by people (`POST /v1/span_annotations`). The same identifier again changes nothing."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from tidegauge.parts import in_parts
from tidegauge.review.push._http import API
from tidegauge.review.push._pusher import PushedScore, Pusher, PushResult, Target

_AT_ONCE = 100
_KNOWN = 1_000


def _push(target: Target, scores: Sequence[PushedScore]) -> PushResult:
    headers = {"authorization": f"Bearer {target.key}"} if target.key else {}
    project = f"/v1/projects/{quote(target.project, safe='')}/span_annotations"
    with API("Phoenix", Target(target.url, target.project), headers) as api:
        known = _identifiers(api, project, sorted({one.span_id for one in scores}))
        gone = [one for one in scores if one.withdrawn and one.id in known]
        for one in gone:
            api.ask("DELETE", project, query={"identifier": one.id, "name": one.name, "delete_all": "true"})
        wanted = [one for one in scores if not one.withdrawn]
        fresh = [one for one in wanted if one.id not in known]
        sent = sum(_sent(api, some) for some in in_parts(fresh, _AT_ONCE))
    return PushResult(sent, len(wanted) - len(fresh), len(gone), len(fresh) - sent)


def _identifiers(api: API, path: str, spans: Sequence[str]) -> set[str]:
    """Return the identifiers of the annotations that Phoenix has of these spans."""
    return {
        str(one.get("identifier"))
        for some in in_parts(spans, _KNOWN)
        for page in _pages(api, path, some)
        for one in page
    }


def _pages(api: API, path: str, spans: Sequence[str]) -> Iterator[list[dict[str, Any]]]:
    cursor = ""
    while True:
        query: dict[str, Any] = {
            "span_ids": list(spans),
            "limit": "1000",
            **({"cursor": cursor} if cursor else {}),
        }
        found = api.ask("GET", path, query=query) or {}
        yield found.get("data") or []
        cursor = found.get("next_cursor") or ""
        if not cursor:
            return


def _sent(api: API, scores: Sequence[PushedScore]) -> int:
    """Return how many were written. Of several Phoenix refuses all where it lacks one span: then one after the other."""
    body = {"data": [_annotation(one) for one in scores]}
    if api.ask("POST", "/v1/span_annotations", body, {"sync": "true"}) is not None:
        return len(scores)
    return sum(_sent(api, [one]) for one in scores) if len(scores) > 1 else 0


def _annotation(one: PushedScore) -> dict[str, Any]:
    said = {"score": one.value, "label": one.label, "explanation": one.comment}
    return {
        "span_id": one.span_id,
        "name": one.name,
        "annotator_kind": "HUMAN",
        "result": {name: value for name, value in said.items() if value is not None},
        "metadata": {"reviewer": one.reviewer, "labelled_at": one.at, "batch": one.batch, "by": "tidegauge"},
        "identifier": one.id,
    }


PUSHER = Pusher("Arize Phoenix", "", "PHOENIX_API_KEY", _push)
