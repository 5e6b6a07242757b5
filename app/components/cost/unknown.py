"""What has no cost and why, and what the price list makes of what was recorded."""

import polars as pl

from app.components.head import head
from app.components.small_table import small_table
from tidegauge import formats
from tidegauge.reports._cost.records import CostReport, Recheck
from tidegauge.reports._cost.texts import signed_money


def cost_unknown(report: CostReport) -> None:
    """Show both tables, each where it has rows."""
    if report.coverage.unknown:
        head("Cost not known", "calls of this window; never counted as 0")
        rows = [
            {
                "Model": one.model,
                "Because": one.why,
                "Calls": one.calls,
                "Tokens": formats.count(one.tokens) if one.tokens else formats.MISSING,
                "Failed": one.failed,
            }
            for one in report.coverage.unknown
        ]
        small_table(pl.DataFrame(rows), "cost_unknown", {}, ("Calls", "Failed"))
    if report.rechecks:
        head("Recorded against the price list", "the same calls, priced by the list; recorded counts")
        small_table(
            pl.DataFrame([_recheck(one, report) for one in report.rechecks]), "cost_rechecks", {}, ("Calls",)
        )


def _recheck(one: Recheck, report: CostReport) -> dict[str, object]:
    return {
        "Model": one.model,
        "Calls": one.calls,
        "Recorded": formats.money(one.recorded, report.currency),
        "By the list": formats.money(one.computed, report.currency),
        "Difference": signed_money(one.difference, report.currency),
        "Not to be checked": formats.money(one.unchecked, report.currency) if one.unchecked else "",
        "Likely reason": one.reason,
    }
