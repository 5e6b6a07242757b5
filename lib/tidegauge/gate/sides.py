"""The two sides of a gate: the candidate's calls, and those of the baseline beside them, or before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from tidegauge.errors import FilterError
from tidegauge.filters import Condition, Population, TraceFilter, Window, parse_condition
from tidegauge.gate.policy_general import General
from tidegauge.queries.frequent_values import frequent_values
from tidegauge.reports._occurring import counted, occurring
from tidegauge.reports.source import Source

LEAST_SHARE = 0.1
"""A baseline with fewer calls than this share of the candidate's, in its window, is read before it."""


@dataclass(frozen=True)
class Versions:
    """What is held against what: conditions such as `prompt_version = v7`."""

    candidate: tuple[Condition, ...]
    baseline: tuple[Condition, ...]

    @property
    def names(self) -> tuple[str, str]:
        """Both in words, candidate first."""
        first, second = (", ".join(map(str, side)) for side in (self.candidate, self.baseline))
        return first, second

    @property
    def labels(self) -> tuple[str, str]:
        """The values alone: what a golden run is called."""
        first, second = (
            " ".join(value for chip in side for value in chip.values)
            for side in (self.candidate, self.baseline)
        )
        return first, second


def versions(candidate: Sequence[str], baseline: Sequence[str]) -> Versions:
    """Return what two lists of `attribute=value` mean.

    >>> versions(["prompt_version=v7"], ["prompt_version=v6"]).labels
    ('v7', 'v6')

    Raises:
        FilterError: one cannot be read, is no equality, or both are the same.
    """
    found = [tuple(_equal(chip) for chip in side) for side in (candidate, baseline)]
    if not all(found):
        raise FilterError("A gate needs --candidate and --baseline, each such as prompt_version=v7.")
    if set(found[0]) == set(found[1]):
        raise FilterError(f"{found[0][0]} is held against itself. Write two different values.")
    return Versions(found[0], found[1])


def _equal(chip: str) -> Condition:
    found = parse_condition(chip)
    if found.operator != "=":
        raise FilterError(f"“{chip}” names no version. Write attribute=value, such as prompt_version=v7.")
    return found


def candidate_side(asked: TraceFilter) -> TraceFilter:
    """Return the window of a page's question, with the chips that hold on both sides and nothing to compare with."""
    return replace(asked, current=Population(asked.current.window, asked.shared), reference=None)


def sides(
    source: Source, asked: TraceFilter, found: Versions, general: General, before: Window | None = None
) -> tuple[TraceFilter, tuple[str, ...]]:
    """Return the question of a gate, and notes on what was read where.

    `asked` has the candidate's window and the chips of both sides. The baseline is read in the window `before`; without one
    in the candidate's, or where it has next to no calls there, in the days before.

    Raises:
        FilterError: an attribute that the store does not have.
    """
    window, told = asked.current.window, asked.current.where
    plain = Population(window, (*told, *found.candidate)), Population(window, (*told, *found.baseline))
    narrowed = occurring(source, replace(asked, current=plain[0], reference=plain[1]))
    where = (*told, *narrowed)
    candidate = Population(window, (*where, *found.candidate))
    notes = tuple(
        f"Both sides are narrowed to {chip}: the candidate has no calls elsewhere." for chip in narrowed
    )

    def against(own: Window) -> TraceFilter:
        return replace(
            asked,
            current=candidate,
            reference=Population(own, (*where, *found.baseline)),
            comparison=", ".join(map(str, found.baseline)),
        )

    if before is not None:
        return against(before), notes
    beside = against(window)
    n_baseline, n_candidate = counted(source, beside)
    if n_baseline >= max(general.minimum_n, LEAST_SHARE * n_candidate) or not n_candidate:
        return beside, notes
    earlier = Window(window.start - timedelta(days=general.baseline_days), window.start)
    if counted(source, against(earlier))[0] <= n_baseline:
        return beside, notes
    days = f"{general.baseline_days:g} days"
    note = f"The baseline has next to no calls beside the candidate's: the {days} before are read. What changed with time is in it."
    return against(earlier), (*notes, note)


def known_values(source: Source, asked: TraceFilter, attribute: str) -> tuple[str, ...]:
    """Return the most frequent values of an attribute in the candidate's window, for who mistyped one."""
    shared = asked.shared
    query = frequent_values(source.rows(asked), [attribute], asked.current.window, 12, shared)
    return tuple(source.store.read(query.subquery().select())["value"].to_list())
