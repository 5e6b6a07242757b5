"""How an open answer ends; how long it is, every probe with `length` in its suite measures."""

from tidegauge.judging.endpoint import Reply
from tidegauge.probes.case import ProbeCase
from tidegauge.probes.kinds._kind import ProbeKind


def outcome(_case: ProbeCase, reply: Reply) -> str:
    """Return whether the answer came to its end.

    >>> [outcome(None, Reply("Well,", 1, 2, finish=finish)) for finish in ("stop", "length", None)]
    ['ended', 'cut off', 'ended']
    """
    return "cut off" if reply.finish in {"length", "max_tokens"} else "ended"


KIND = ProbeKind("how long answers are", outcome)
