"""What a conversion cost in calls: all money of the calls that can have outcomes, over what came of them."""

import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.queries.business_cost import per_outcome
from tidegauge.queries.cost_price import Priced
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._business.earning import earning_conditions
from tidegauge.reports._business.late import final_part, usual_delay
from tidegauge.reports._business.roles import roles
from tidegauge.reports._cost.figures import Figure
from tidegauge.reports._daily_rows import read_kept
from tidegauge.reports.source import Source
from tidegauge.settings_business import BusinessTable
from tidegauge.stats import ratio

_OF = {"conversions": "conversion", "clicks": "click"}


def outcome_figures(source: Source, asked: TraceFilter, priced: Priced, table: BusinessTable) -> list[Figure]:
    """Return the cost of a conversion, else of a click; nothing where neither is recorded, or all may still come.

    Calls that are too young for their outcomes cost already: with them the newer side would always look dearer.
    """
    named, _ = roles(source.store.catalog().outcomes, table.outcomes)
    role = next((one for one in _OF if one in named), None)
    if role is None:
        return []
    asked = asked.narrowed(*earning_conditions(source, asked, table, named))
    final = final_part(asked, usual_delay(source, asked, table, named).final_until)
    if final is None:
        return []
    asked = final
    frame = read_kept(source, asked, per_outcome(source.rows(asked), asked, priced, named[role]))
    compared = asked.reference is not None
    old, new = (_sums(frame, side) for side in (REFERENCE, CURRENT))
    if not new[2]:
        return []
    unknown = float(frame.filter(pl.col("side") == CURRENT)["unknown"].sum())
    return [
        Figure(
            "per_outcome",
            f"Per {_OF[role]}",
            "usd",
            ratio.estimate(*new),
            ratio.estimate(*old) if compared else None,
            ratio.difference(old, new) if compared else None,
            coverage=new[0] / (new[0] + unknown),
        )
    ]


def _sums(frame: pl.DataFrame, side: int) -> tuple[float, float, float, float, float, float]:
    own = frame.filter(pl.col("side") == side)
    n, a, b, aa, ab, bb = (float(own[name].sum()) for name in ("n", "a", "b", "aa", "ab", "bb"))
    return n, a, b, aa, ab, bb
