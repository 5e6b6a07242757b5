"""Which segment, or which two, describe best what moved: of both directions the one with more of it."""

from dataclasses import dataclass

import numpy as np

from tidegauge.stats.scoping.pairs import Pair, best_pair
from tidegauge.stats.scoping.score import Judged, Scored, scored
from tidegauge.stats.scoping.segments import Segments


@dataclass(frozen=True, eq=False)
class Choice:
    """The rows of `scored` to name, one, two or none, their contrasts and sure excess, and the best pair even if not chosen."""

    scored: Scored
    rows: tuple[int, ...]
    zc: tuple[float, ...]
    sure: float
    pair: Pair | None


def chosen(segments: Segments, judged: Judged, *, pairs: bool) -> Choice:
    """Return what to name of these segments."""
    both = [_best(scored(segments, direction, judged), judged, pairs=pairs) for direction in (1, -1)]
    return max(both, key=lambda one: (one.sure, one.scored.whole))


def _best(found: Scored, judged: Judged, *, pairs: bool) -> Choice:
    # The question whether anything differs comes first, and is asked of the best test; the best description comes after.
    if not found.stands_out:
        return Choice(found, (), (), 0.0, None)
    single = _single(found, judged.rules.local_z)
    pair = best_pair(found, judged) if pairs else None
    if pair is not None and (single is None or pair.score > found.score[single]):
        return Choice(found, pair.rows, pair.zc, float(found.sure[list(pair.rows)].sum()), pair)
    if single is None:
        return Choice(found, (), (), 0.0, pair)
    return Choice(found, (single,), (float(found.zc[single]),), float(found.sure[single]), pair)


def _single(found: Scored, local_z: float) -> int | None:
    rows = np.flatnonzero(found.candidates & (found.direction * found.zc > local_z))
    if not rows.size:
        return None
    # Of two names of the same calls the shorter one.
    order = found.segments.order[rows]
    return int(rows[np.lexsort((order, -found.score[rows].round(9)))[0]])
