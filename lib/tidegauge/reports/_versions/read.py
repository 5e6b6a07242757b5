"""Read which versions are live, kind by kind."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.queries.versions import judges_seen, versions_live, versions_seen
from tidegauge.reports._versions.kinds import JUDGE, MODEL, VersionKind
from tidegauge.reports._versions.records import Liveness, LiveVersion
from tidegauge.reports.source import Source
from tidegauge.stats import proportion

Key = tuple[str, str]
"""What it is a version of, and the version."""
SHOWN = 60
"""Versions of one kind that are listed: of more, an attribute is no version."""


def read_kind(source: Source, asked: TraceFilter, kind: VersionKind) -> tuple[LiveVersion, ...]:
    """Return the versions of a kind that answer in a window of the filter, most calls first."""
    names = [name for name in (kind.of, kind.version) if name is not None]
    own = replace(asked, grain=kind.grain)
    live = source.store.read_kept(versions_live(source.rows(own), own, names))
    counts = {side: _counts(live.filter(pl.col("side") == side), kind) for side in (CURRENT, REFERENCE)}
    if not any(version for side in counts.values() for _, version in side):
        return ()
    seen = _seen(source.store.read_kept(versions_seen(source.rows(own, whole=True), names)), kind)
    return _versions(kind.name, counts, seen, compared=asked.reference is not None)[:SHOWN]


def read_judges(source: Source, asked: TraceFilter) -> tuple[LiveVersion, ...]:
    """Return who judges which score; one that is not seen in the window any more is gone."""
    frame = source.store.read_kept(judges_seen(source.rows(asked, whole=True)))
    window = asked.current.window
    found = []
    for row in frame.sort("v0", "last", descending=[False, True]).iter_rows(named=True):
        if row["v1"] is None:
            continue
        state = _state(row["first"], row["last"], window.start)
        nan = float("nan")
        found.append(
            LiveVersion(
                JUDGE, row["v0"], row["v1"], state, 0, 0, nan, nan, nan, None, nan, row["first"], row["last"]
            )
        )
    return tuple(found[:SHOWN])


def _state(first: datetime, last: datetime, start: datetime) -> Liveness:
    if last < start:
        return Liveness.GONE
    return Liveness.NEW if first >= start else Liveness.LIVE


def _counts(frame: pl.DataFrame, kind: VersionKind) -> dict[tuple[str, str | None], int]:
    found: dict[tuple[str, str | None], int] = {}
    for row in frame.iter_rows(named=True):
        key = _key(row, kind)
        found[key] = found.get(key, 0) + row["n"]
    return found


def _key(row: Mapping[str, str | None], kind: VersionKind) -> tuple[str, str | None]:
    of, version = (row["v0"], row["v1"]) if kind.of else ("", row["v0"])
    if kind.name == MODEL and version is None:
        # Nothing answered, or nobody says what did.
        return of or "", None
    return of or "", version


def _seen(frame: pl.DataFrame, kind: VersionKind) -> dict[tuple[str, str | None], tuple[datetime, datetime]]:
    return {_key(row, kind): (row["first"], row["last"]) for row in frame.iter_rows(named=True)}


def _versions(
    kind: str,
    counts: Mapping[int, Mapping[tuple[str, str | None], int]],
    seen: Mapping[tuple[str, str | None], tuple[datetime, datetime]],
    *,
    compared: bool,
) -> tuple[LiveVersion, ...]:
    now, before = counts[CURRENT], counts[REFERENCE]
    calls = max(sum(now.values()), 1)
    # Where nobody called before, nothing is newer than anything else.
    compared = compared and bool(before)
    found = []
    for key in {one for one in (*now, *before) if one[1] is not None}:
        of, version = key
        total, earlier = (_named(side, of if kind != MODEL else None) for side in (now, before))
        n = now.get(key, 0)
        share = proportion.estimate(n, total) if total else None
        value, low, high = (float(x) for x in (share.value, share.low, share.high)) if share else (0.0,) * 3
        state = (
            Liveness.GONE if not n else Liveness.NEW if compared and not before.get(key) else Liveness.LIVE
        )
        covered = _named(now, None) / calls
        was = before.get(key, 0) / earlier if compared and earlier else None
        first, last = seen.get(key, (None, None))
        found.append(
            LiveVersion(kind, of, str(version), state, n, total, value, low, high, was, covered, first, last)
        )
    return tuple(sorted(found, key=lambda one: (one.state is Liveness.GONE, -one.n, one.of, one.version)))


def _named(counts: Mapping[tuple[str, str | None], int], of: str | None) -> int:
    """Return the calls that name a version, of one thing or of any."""
    return sum(n for (own, version), n in counts.items() if version is not None and of in {None, own})
