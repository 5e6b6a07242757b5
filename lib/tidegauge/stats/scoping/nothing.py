"""The answer where a window is all but empty."""

import numpy as np

from tidegauge.stats.scoping.ground import windows
from tidegauge.stats.scoping.leaves import LeafTable
from tidegauge.stats.scoping.records import Outcome, Part, Scoped, Total

_UNKNOWN = float("nan")


def nothing_known(table: LeafTable) -> Scoped:
    """Return a result that says how little there is."""
    current, reference, used = windows(table)
    part = Part(
        excess=_UNKNOWN,
        interval=(_UNKNOWN, _UNKNOWN),
        share=_UNKNOWN,
        rate_part=_UNKNOWN,
        mix_part=_UNKNOWN,
        interaction=_UNKNOWN,
        moved=_UNKNOWN,
        moved_interval=(_UNKNOWN, _UNKNOWN),
        before=_UNKNOWN,
        now=_UNKNOWN,
        expected=_UNKNOWN,
        n0=float(reference.w.sum()),
        n1=float(current.w.sum()),
        traffic=_UNKNOWN,
        z=_UNKNOWN,
    )
    total = Total(**vars(part), difference=_UNKNOWN)
    return Scoped(Outcome.NOT_ENOUGH, (), (), (), (), (), (), part, total, 0, np.inf, used)
