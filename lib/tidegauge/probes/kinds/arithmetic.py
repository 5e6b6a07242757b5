"""Whether a sum comes out right."""

import re

from tidegauge.judging.endpoint import Reply
from tidegauge.probes.case import ProbeCase
from tidegauge.probes.kinds._kind import ProbeKind

_NUMBER = re.compile(r"[-−]?\d[\d,\u202f ]*(?:\.\d+)?")
_NEAR = 1e-6


def outcome(case: ProbeCase, reply: Reply) -> str:
    """Return whether the last number of the answer is the right one: what comes before may be the way to it.

    >>> case = ProbeCase(id="a", prompt="?", answer=1234.5)
    >>> [outcome(case, Reply(text, None, None)) for text in ("12 * 3 makes 1,234.50.", "1234", "no idea")]
    ['right', 'wrong', 'no number']
    """
    numbers = _NUMBER.findall(reply.text[-2_000:])
    if not numbers or case.answer is None:
        return "no number"
    last = float(re.sub(r"[,\u202f ]", "", numbers[-1]).replace("−", "-"))
    return "right" if abs(last - case.answer) <= _NEAR * max(1.0, abs(case.answer)) else "wrong"


KIND = ProbeKind("arithmetic", outcome, lambda case: "answer" if case.answer is None else "")
