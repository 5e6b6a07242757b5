"""Whether an answer keeps the form that it was asked for: a bare JSON object with certain keys."""

import json
import re

from tidegauge.judging.endpoint import Reply
from tidegauge.probes.case import ProbeCase
from tidegauge.probes.kinds._kind import ProbeKind

_FENCE = re.compile(r"```\w*\s*\n(.*?)\n?```", re.DOTALL)
_OBJECT = re.compile(r"\{.*\}", re.DOTALL)


def outcome(case: ProbeCase, reply: Reply) -> str:
    """Return how the form was kept.

    >>> case = ProbeCase(id="a", prompt="?", keys=("city",))
    >>> texts = ['{"city": "Lima"}', '```json\\n{"city": "Lima"}\\n```', 'Sure: {"city": "Lima"}', '{"town": 1}', "Lima"]
    >>> [outcome(case, Reply(text, None, None)) for text in texts]
    ['as asked', 'in a code fence', 'text around it', 'other keys', 'not JSON']
    """
    text = reply.text.strip()
    if (found := _keys(text)) is not None:
        return "as asked" if found == frozenset(case.keys) else "other keys"
    fenced = _FENCE.fullmatch(text)
    if fenced and _keys(fenced[1]) is not None:
        return "in a code fence"
    inner = _OBJECT.search(text)
    return "text around it" if inner and _keys(inner[0]) is not None else "not JSON"


def _keys(text: str) -> frozenset[str] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return frozenset(found) if isinstance(found, dict) else None


KIND = ProbeKind("the form of the answer", outcome, lambda case: "" if case.keys else "keys")
