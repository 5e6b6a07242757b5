"""Document ids as traces record them, and the options of what ranks them."""

import re
from collections.abc import Callable, Collection, Sequence

import orjson
from pydantic import Field

from tidegauge.judging.validators._validator import Check, CheckedCall, Found, Options


class RankingOptions(Options):
    """`retrieved` and `relevant` are attributes that hold document ids, best first: a JSON list, or separated by commas."""

    retrieved: str
    relevant: str
    k: int = Field(default=5, ge=1)

    @property
    def columns(self) -> tuple[str, ...]:
        """Both attributes."""
        return self.retrieved, self.relevant


def ids(text: str | None) -> list[str]:
    """Return document ids, each once, in their order.

    >>> ids('["a", {"id": "b"}, "a"]'), ids("a, b"), ids(None)
    (['a', 'b'], ['a', 'b'], [])
    """
    if not text:
        return []
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        found = re.split(r"[,\s]+", text.strip())
    listed = found if isinstance(found, list) else [found]
    names = (one.get("id", one.get("document.id")) if isinstance(one, dict) else one for one in listed)
    return list(dict.fromkeys(str(name) for name in names if name not in (None, "")))


def ranking_check(
    options: RankingOptions, judged: Callable[[Sequence[str], Collection[str]], Found]
) -> Check:
    """Return the check that asks `judged` of the first k retrieved ids and all the relevant ones.

    A call of which either is not recorded is left out.
    """

    def check(call: CheckedCall) -> Found | None:
        relevant = set(ids(call.columns.get(options.relevant)))
        retrieved = call.columns.get(options.retrieved)
        if not relevant or retrieved is None:
            return None
        return judged(ids(retrieved)[: options.k], relevant)

    return check
