"""One golden run in full: by group and by check, the items that flip or fail, and what another candidate gained or lost."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from app.components.finding import block
from app.components.head import head
from app.components.interval_rows import IntervalRow, interval_rows
from app.components.row_choice import row_choice
from app.components.sample import sample
from tidegauge import formats
from tidegauge.formats import Tone, count
from tidegauge.reports._golden_run.records import GoldenRuns, ItemResult, RunSummary
from tidegauge.reports._judge.texts import share_text
from tidegauge.reports._records import Measure
from tidegauge.reports._traces.text import asked_line
from tidegauge.workbench.golden_composition import WORDS

ROW, MOST = 32, 8


def run_detail(one: RunSummary, report: GoldenRuns) -> None:
    """Show a run. Nothing of it is compared here but what the report compares."""
    said = one.findings[0]
    st.html(block(f"Run {one.run.id}", "", said.sentence, said.details, Tone.QUIET))
    if not one.n:
        return
    grid = st.grid(2, min_column_width=420)
    with grid.cell():
        head("By group", "items that pass by the median of their repeats")
        _rates([(WORDS[group.group], group.rate) for group in one.groups])
    with grid.cell():
        head("By check", "items that pass it, of those it says anything of")
        _rates([(check.name, check.rate) for check in one.checks])
    _items(one)
    compared = report.comparison
    if compared is not None and compared.current.id == one.run.id:
        _moved(report)


def _rates(rates: Sequence[tuple[str, Measure]]) -> None:
    rows = [
        IntervalRow(
            name[:60],
            "1 item" if rate.n == 1 else f"{count(rate.n)} items",
            share_text(rate),
            rate.value,
            rate.low,
            rate.high,
        )
        for name, rate in rates
    ]
    interval_rows(rows, what="")


def _items(one: RunSummary) -> None:
    shown = [item for item in one.items if item.flips or not item.passed]
    flips = len(one.flipping_items)
    head("Flipping and failing items", f"{count(flips)} flip, {count(one.n - one.passes)} fail")
    if not shown:
        st.html('<div class="tg-details">Every answer to every item passes.</div>')
        return
    columns = {
        "Input": st.column_config.TextColumn(width=300),
        "Why": st.column_config.TextColumn(width=300),
    }
    key = f"golden_run_items_{one.run.id}"
    chosen = row_choice(shown, list(map(_cells, shown)), key, columns, most=MOST, row=ROW)
    if chosen:
        item = chosen[0]
        lead = (
            f"{WORDS[item.group]} · {count(item.passes)} of {count(item.repeats)} answers pass · {item.why}"
        )
        st.html(f'<div class="tg-details"><bdi>{escape(lead)}</bdi></div>')
        sample(item.input, f"golden_run_item_{one.run.id}_{item.place}")


def _cells(one: ItemResult) -> dict[str, object]:
    return {
        "Verdict": "pass" if one.passed else "fail",
        "Answers that pass": f"{one.passes} of {one.repeats}",
        "Group": WORDS[one.group],
        "Input": asked_line(one.input) or formats.MISSING,
        "Why": one.why[:300] or formats.MISSING,
        "Same words": {True: "yes", False: "no"}.get(bool(one.identical), formats.MISSING)
        if one.identical is not None
        else formats.MISSING,
    }


def _moved(report: GoldenRuns) -> None:
    compared = report.comparison
    if compared is None or not (compared.lost or compared.gained):
        return
    head("Items that moved", f"{compared.current.label} against {compared.reference.label}, item by item")
    moved = [("fails now", one) for one in compared.lost] + [("passes now", one) for one in compared.gained]
    cells = [
        {
            "": word,
            "Group": WORDS[one.group],
            "Input": asked_line(one.input) or formats.MISSING,
            "Why": one.why[:300],
        }
        for word, one in moved
    ]
    columns = {"Input": st.column_config.TextColumn(width=300), "Why": st.column_config.TextColumn(width=300)}
    key = f"golden_moved_{compared.reference.id}_{compared.current.id}"
    chosen = row_choice(moved, cells, key, columns, most=MOST, row=ROW)
    if chosen:
        sample(chosen[0][1].input, f"{key}_{chosen[0][1].hash[:12]}")
