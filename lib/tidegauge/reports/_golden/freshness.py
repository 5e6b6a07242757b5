"""Whether the inputs of a golden set still look like what is asked today, and how old the set is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import scipy  # its part stats is imported when it is first asked: it takes longer than most commands

from tidegauge.filters import Condition, TraceFilter
from tidegauge.findings import Direction, Finding, Verdict
from tidegauge.formats import count, share
from tidegauge.queries.golden import inputs
from tidegauge.queries.texts import SHOWN
from tidegauge.reports._golden.records import Freshness
from tidegauge.reports._judge.corrected import measure_of
from tidegauge.reports._judge.texts import share_text
from tidegauge.reports._records import Measure
from tidegauge.reports.source import Source
from tidegauge.stats import proportion
from tidegauge.stats.estimate import Difference, floats
from tidegauge.stats.text.novelty import EXPECTED, novelty
from tidegauge.stats.verdict import decide
from tidegauge.workbench.golden_item import GoldenItem, Group
from tidegauge.workbench.golden_sets import GoldenSet

FEWEST = 30
"""Recent inputs of a feature below which nothing is said of what its traffic looks like."""
CAP = 500
"""Inputs of a feature that are looked at: with 500 the bound stands on 25 of them."""
MOST = 12
"""Features that are looked at, those with the most items."""
FLOOR = 0.1
"""Stale items beyond those of chance, as a share, that matter."""
_FEATURE = "feature"


@dataclass(frozen=True)
class _Seen:
    """The set that was looked at, its items that count, and how old it is in days."""

    of: GoldenSet
    n: int
    days: int


def freshness(
    source: Source, asked: TraceFilter, one: GoldenSet, items: Sequence[GoldenItem], now: datetime
) -> Freshness | None:
    """Return how like recent traffic a set is; None where too few inputs are recorded to compare with.

    Raises:
        StoreError: the store does not answer.
    """
    near, looked = dict[int, bool](), 0
    for feature, places in _by_feature(items):
        narrowed = asked.narrowed(Condition(_FEATURE, "=", (feature,))) if feature else asked
        recent = _recent(source, narrowed)
        looked += len(recent)
        if len(recent) >= FEWEST:
            found = novelty([_excerpt(items[place - 1].input) for place in places], recent)
            near |= dict(zip(places, (found.nearest >= found.bound).tolist(), strict=True))
        elif feature and not recent:
            near |= dict.fromkeys(places, False)  # nobody asks for any of it
    if not near or not looked:
        return None
    stale = sorted(place for place, alike in near.items() if not alike)
    return _record(_Seen(one, len(near), max((now - one.at).days, 0)), stale, looked)


def _by_feature(items: Sequence[GoldenItem]) -> list[tuple[str, list[int]]]:
    """Return the places of the items of each feature, those with the most first; what is asked differs from one to the other."""
    found: dict[str, list[int]] = {}
    for place, item in enumerate(items, start=1):
        if item.input.strip() and item.group is not Group.ADVERSARIAL:
            found.setdefault(item.facts.get(_FEATURE, ""), []).append(place)
    return sorted(found.items(), key=lambda one: -len(one[1]))[:MOST]


def _recent(source: Source, asked: TraceFilter) -> list[str]:
    rows = source.rows(asked)
    frame = source.store.read(inputs(rows, asked, CAP))
    # One of a session: what one person asks again and again would make everything look alike.
    alone = frame["session_id"].is_null()
    once = frame.filter(~alone).unique("session_id", keep="first", maintain_order=True)
    both = [*once["input_text"].to_list(), *frame.filter(alone)["input_text"].to_list()]
    return [text for text in both if text and text.strip()]


def _excerpt(text: str) -> str:
    """Return a text as the query cuts those of the store."""
    return text if len(text) <= 2 * SHOWN else f"{text[:SHOWN]} … {text[len(text) - SHOWN :]}"


def _record(seen: _Seen, stale: Sequence[int], traffic: int) -> Freshness:
    rate = measure_of(proportion.estimate(len(stale), seen.n))
    return Freshness(
        n=seen.n,
        stale=len(stale),
        share=rate,
        expected=EXPECTED,
        traffic=traffic,
        days=seen.days,
        places=tuple(stale),
        finding=_finding(seen, len(stale), rate, traffic),
    )


def _finding(seen: _Seen, stale: int, rate: Measure, traffic: int) -> Finding:
    p = float(scipy.stats.binomtest(stale, seen.n, EXPECTED, alternative="greater").pvalue)
    ends = (rate.value - EXPECTED, rate.low - EXPECTED, rate.high - EXPECTED)
    decision = decide(Difference(*floats(*ends, p, seen.n, seen.n)), p, FLOOR)
    verdict = Verdict(str(decision.verdict))
    if verdict is Verdict.CHANGED and rate.value < EXPECTED:
        verdict = Verdict.NOT_MATERIAL
    title = f"{seen.of.name} v{seen.of.version}"
    what = f"{count(stale)} of {count(seen.n)} inputs of {title}"
    text = {
        Verdict.CHANGED: f"{what} do not look like what is asked today: renew them.",
        Verdict.NOT_MATERIAL: f"{title} still looks like what is asked today: {what} do not, chance alone makes {share(EXPECTED)} so.",
    }.get(verdict, f"{what} do not look like what is asked today: too few items to tell that from chance.")
    details = (
        share_text(rate),
        f"chance: {share(EXPECTED)}",
        f"against {count(traffic)} recent inputs of the same features, one a session",
        "nearest neighbour by tf-idf",
        f"frozen {count(seen.days)} days ago",
    )
    direction = Direction.WORSE if verdict is Verdict.CHANGED else Direction.NEUTRAL
    return Finding(
        verdict,
        "golden.stale",
        text,
        details,
        direction=direction,
        n_reference=traffic,
        n_current=seen.n,
        p_value=p,
    )
