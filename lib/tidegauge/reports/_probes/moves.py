"""Which measures moved, since when, and whether they still do."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from tidegauge.findings import Verdict
from tidegauge.reports._probes.records import Moved
from tidegauge.workbench.probe_checks import ProbeCheck


def moves(
    checks: Sequence[ProbeCheck], order: Sequence[int], at: Mapping[int, datetime]
) -> tuple[Moved, ...]:
    """Return the measures that a look said changed, first found first.

    `order` are the runs of the era, oldest first, and `at` when each began. A change that the newest `n` runs show
    together began after the run before them, and no later than the run that showed it.
    """
    places = {run: place for place, run in enumerate(order)}
    by_name = sorted(checks, key=lambda one: (one.name, places[one.run], one.runs))
    found = [
        _moved(tuple(group), order, places, at) for _, group in groupby(by_name, key=lambda one: one.name)
    ]
    return tuple(sorted((one for one in found if one), key=lambda one: (one.until, one.first.name)))


def _moved(
    own: Sequence[ProbeCheck], order: Sequence[int], places: Mapping[int, int], at: Mapping[int, datetime]
) -> Moved | None:
    changed = [one for one in own if one.verdict == Verdict.CHANGED]
    if not changed:
        return None
    first, newest = changed[0], own[-1].run
    last = next(one for one in changed if one.run == changed[-1].run)
    place = places[first.run] - first.runs
    after = at[order[place]] if place >= 0 else None
    return Moved(first, last, after, at[first.run], goes_on=last.run == newest)
