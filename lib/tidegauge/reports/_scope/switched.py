"""A version that all calls moved to between the windows: where a change is everywhere, it came with that."""

import numpy as np

from tidegauge.reports._scope.found import Found
from tidegauge.reports._scope.leaves import Leaves
from tidegauge.reports._scope.records import RowKind
from tidegauge.reports._scope.turnover import is_version
from tidegauge.stats.scoping.records import Outcome, Part, Scoped

NEARLY_ALL = 0.9
"""The share of a window's calls that a version has to answer to be what that window ran on."""


def switched(leaves: Leaves, scoped: Scoped) -> tuple[Found, ...]:
    """Return the version that replaced another for nearly all calls, where the metric moved for all of them alike."""
    if scoped.outcome is not Outcome.EVEN:
        return ()
    for one in leaves.apart:
        known = is_version(one.name) and one.now is not None and one.before is not None
        if known and min(one.share_before, one.share_now) >= NEARLY_ALL:
            everything = {name: getattr(scoped.total, name) for name in Part.__dataclass_fields__}
            segment = ((one.name, (one.now,)),)
            return (
                Found(RowKind.NEW, segment, (), Part(**everything), np.arange(leaves.table.size), like=True),
            )
    return ()
