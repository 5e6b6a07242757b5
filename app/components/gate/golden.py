"""The golden runs of a gate: the pass rate of each group of items, and the items that flip."""

import polars as pl
import streamlit as st

from app.components.head import head
from app.components.interval_rows import IntervalRow, interval_rows
from app.components.small_table import small_table
from tidegauge.formats import count, interval, share
from tidegauge.gate.records import GoldenGroup, GoldenPart

LONGEST = 120


def gate_golden(part: GoldenPart | None) -> None:
    """Show both halves; without a run what would bring one."""
    if part is None:
        return
    halves = st.grid(2, min_column_width=400)
    with halves.cell():
        head("Golden pass rate", f"{part.golden_set} v{part.version}, median of {part.repeats} repeats")
        interval_rows([_row(one) for one in part.groups], what="Items", of="candidate")
    with halves.cell():
        head("Items that flip", "between repeats, or against the baseline's run: repeats that pass")
        if not part.flipping:
            st.html('<div class="tg-details">Every repeat of every item says the same, on both sides.</div>')
            return
        rows = [
            {
                "Item": one.item,
                "Candidate": one.candidate,
                "Baseline": one.baseline or "–",
                "Input": one.text[:LONGEST],
            }
            for one in part.flipping
        ]
        small_table(pl.DataFrame(rows), "gate_flipping", {}, ())


def _row(one: GoldenGroup) -> IntervalRow:
    rate, before = one.candidate, one.baseline
    told = f"baseline {share(before.value)} of {count(before.n)}" if before else "no run of the baseline"
    ends = interval(rate.low, rate.high, "share")
    return IntervalRow(
        one.group, told, f"{share(rate.value)} {ends} n {count(rate.n)}", rate.value, rate.low, rate.high
    )
