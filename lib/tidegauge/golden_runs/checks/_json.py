"""JSON in answers."""

import json
from typing import Any


def json_object(text: str) -> dict[str, Any] | None:
    """Return the JSON object that a text is, with or without a fence around it; None where it is something else.

    >>> json_object('```json\\n{"a": 1}\\n```'), json_object("[1]"), json_object("{")
    ({'a': 1}, None, None)
    """
    bare = text.strip()
    if bare.startswith("```") and bare.endswith("```") and "\n" in bare:
        bare = bare[bare.index("\n") : -3]
    try:
        found = json.loads(bare)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
