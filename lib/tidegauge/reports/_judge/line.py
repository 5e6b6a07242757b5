"""Which judge the page speaks of: one, and those that it took over from. What judged beside it is listed, never mixed in."""

from dataclasses import dataclass
from itertools import permutations

import polars as pl

from tidegauge.queries.judge import JUDGE
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._rulers import SHARE

BESIDE = 0.5
"""The part of a judge's scores that lies in another's time from which on the two judged side by side."""
_EDGE = 0.02
"""The part of a judge's scores at either end that says nothing of when it judged: a few answers scored anew later."""


@dataclass(frozen=True)
class Line:
    """The judge that is spoken of, and all judges of its line, by time: each took over from the one before it.

    `chosen` says that somebody asked for this judge; else it has the most scores of the current window. `missing` is the
    judge that was asked for where it gave no score.
    """

    judge: str
    judges: tuple[str, ...]
    chosen: bool = False
    missing: str | None = None

    def is_part(self, judges: pl.DataFrame) -> bool:
        """Return whether others judged as well, of rows with source and evaluator."""
        return bool(_names(judges) - set(self.judges))


@dataclass(frozen=True)
class _Term:
    """When a judge judged, in buckets, and how many scores it gave of each bucket and side."""

    name: str
    counts: dict[int, float]
    sides: frozenset[int]

    @property
    def total(self) -> float:
        return sum(self.counts.values())

    def at(self, share: float) -> int:
        """Return the bucket up to which a share of the scores was given."""
        seen = 0.0
        for bucket in sorted(self.counts):
            seen += self.counts[bucket]
            if seen >= share * self.total:
                return bucket
        return max(self.counts)

    @property
    def begin(self) -> int:
        return self.at(_EDGE)

    @property
    def end(self) -> int:
        return self.at(1 - _EDGE)


def line_of(versions: pl.DataFrame, moments: pl.DataFrame, chosen: str | None = None) -> Line | None:
    """Return the judge that is spoken of with its line; None where nobody judged.

    Without `chosen`, and where that one gave no score in either window, it is the judge with the most scores now.
    """
    scored = versions.filter(pl.col("source") == JUDGE, pl.col("n") > 0)
    names = sorted(_names(scored))
    if scored.is_empty():
        return None
    missing = None if chosen in names else chosen
    chosen = None if missing else chosen
    counts = {side: _counts(scored, side) for side in (CURRENT, REFERENCE)}
    judge = chosen
    if judge is None:
        judge = max(names, key=lambda name: (counts[CURRENT].get(name, 0), counts[REFERENCE].get(name, 0)))
    next_of = _successors(_terms(moments, {judge, *_carrying(counts)}))
    line = _before(judge, next_of, counts)
    while chosen is None and (after := next_of.get(line[-1])) and after not in line:
        line.append(after)
    return Line(judge, tuple(line), chosen is not None, missing)


def rows_of(frame: pl.DataFrame, line: Line | None) -> pl.DataFrame:
    """Return the rows of the line's judges, and of people where the frame has a source; without a line all of them."""
    if line is None:
        return frame
    theirs = pl.col("evaluator").fill_null("").is_in(list(line.judges))
    return frame.filter(theirs | (pl.col("source") != JUDGE) if "source" in frame.columns else theirs)


def anchors_of(frame: pl.DataFrame, judges: pl.DataFrame, line: Line | None) -> pl.DataFrame:
    """Return the fixed answers' scores but those of judges that scored beside the line in these windows."""
    beside = _names(judges) - set(line.judges if line else ())
    return frame.filter(~pl.col("evaluator").fill_null("").is_in(sorted(beside)))


def _names(rows: pl.DataFrame) -> set[str]:
    return {str(name) for name in rows.filter(pl.col("source") == JUDGE)["evaluator"]}


def _counts(scored: pl.DataFrame, side: int) -> dict[str, int]:
    own = scored.filter(pl.col("side") == side).select("evaluator", "n")
    return {str(name): int(n) for name, n in own.iter_rows()}


def _carrying(counts: dict[int, dict[str, int]]) -> set[str]:
    """Return the judges with a part of either window's scores that matters."""
    return {name for own in counts.values() for name, n in own.items() if n >= SHARE * sum(own.values())}


def _terms(moments: pl.DataFrame, names: set[str]) -> list[_Term]:
    found = []
    for name in sorted(names):
        own = moments.filter(pl.col("evaluator") == name, pl.col("n") > 0)
        each = own.group_by("bucket").agg(pl.col("n").sum())
        counts = {int(bucket): float(n) for bucket, n in each.iter_rows()}
        found.append(_Term(name, counts, frozenset(own["side"].to_list())))
    return [one for one in found if one.counts]


def _successors(terms: list[_Term]) -> dict[str, str]:
    """Return {judge: the one that took over from it}: of several the one that began nearest to where it ended."""
    found: dict[str, tuple[int, str]] = {}
    for old, new in permutations(terms, 2):
        if _took_over(old, new):
            nearest = (abs(new.begin - old.end), new.name)
            found[old.name] = min(found.get(old.name, nearest), nearest)
    return {name: successor for name, (_, successor) in found.items()}


def _took_over(old: _Term, new: _Term) -> bool:
    if old.sides == {REFERENCE} and new.sides == {CURRENT}:
        return True
    if new.begin <= old.begin:
        return False
    early = sum(n for bucket, n in new.counts.items() if bucket < old.end)
    late = sum(n for bucket, n in old.counts.items() if bucket > new.begin)
    return early < BESIDE * new.total and late < BESIDE * old.total


def _before(judge: str, next_of: dict[str, str], counts: dict[int, dict[str, int]]) -> list[str]:
    """Return the judges that led to this one, the oldest first, and itself. Of two that it followed the larger counts."""
    line = [judge]
    while earlier := [old for old, new in next_of.items() if new == line[0] and old not in line]:
        line.insert(0, max(earlier, key=lambda name: sum(own.get(name, 0) for own in counts.values())))
    return line
