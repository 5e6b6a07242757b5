"""The table of segments: verdict, traffic, the first metric with its drawn interval; selected rows become filters."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from app.components.chosen_filters import keep_values
from app.components.follow import follow
from app.components.palette import Palette, palette
from app.components.row_choice import row_choice
from app.components.verdict_column import verdict_column
from tidegauge import formats
from tidegauge.charts.interval_image import common_reach, interval_image
from tidegauge.filters import Condition
from tidegauge.findings import Link
from tidegauge.reports._records import Comparison, Segment
from tidegauge.reports._traces.text import first_line
from tidegauge.reports.segments import SegmentsReport

MOST_ROWS, MOST_SEEN = 200, 16
LONGEST = 160
"""Characters of a value that are shown: an attribute may hold a megabyte."""


def segment_table(
    report: SegmentsReport,
    currency: str,
    counted: Condition | None = None,
    review: Callable[[Sequence[Condition]], None] | None = None,
) -> None:
    """Show the rows, most material first, and the buttons that filter by those selected.

    `counted` keeps the calls that the first metric counts: they are what Traces opens with. `review` shows what makes a
    batch of the selected rows.
    """
    rows = report.rows[:MOST_ROWS]
    # The key holds what was asked: a selection of rows must not outlive the rows.
    key = f"segments_{hash((report.by, report.metrics, report.windows.where)):x}"
    cells, said = _cells(rows, report, currency), report.findings[0].sentence
    chosen = row_choice(rows, cells, key, _columns(), most=MOST_SEEN, many=True, alt=said)
    _actions(chosen, report, counted, review)


def _cells(rows: Sequence[Segment], report: SegmentsReport, currency: str) -> list[dict[str, object]]:
    colours, compared = palette(), report.windows.reference is not None
    reach = common_reach([row.comparisons[0].difference for row in rows])
    return [_row(row, colours, reach, currency, compared=compared) for row in rows]


def _row(row: Segment, colours: Palette, reach: float, currency: str, *, compared: bool) -> dict[str, object]:
    first, *others = row.comparisons
    cells: dict[str, object] = {"Segment": _name(row)}
    if compared:
        cells["Verdict"] = [formats.verdict_words(first.verdict, first.direction, first.rising)]
    cells |= {"Traffic": row.share * 100, first.label: _values(first, currency)}
    if compared:
        colour = colours.tones[formats.tone(first.verdict, first.direction)]
        cells["Difference"] = formats.difference(
            first.difference, first.unit, is_relative=first.relative, currency=currency
        )
        cells["−  0  +"] = interval_image(first.difference, reach, colour, colours.line)
    else:
        cells["Interval"] = formats.interval(
            first.current.low, first.current.high, first.unit, currency, of=first.current.value
        )
    cells["Calls"] = row.n_current
    if first.coverage < 0.995:
        cells["n"] = first.current.n
    return cells | {one.label: _values(one, currency) for one in others if one.label != first.label}


def _name(row: Segment) -> str:
    if row.pooled:
        return f"rest ({row.pooled})"
    return " · ".join(first_line(value[: 4 * LONGEST], LONGEST) or "" for value in row.values.values())


def _values(one: Comparison, currency: str) -> str:
    now = formats.value(one.current.value, one.unit, currency)
    return (
        now if one.reference is None else f"{formats.value(one.reference.value, one.unit, currency)} → {now}"
    )


def _columns() -> dict[str, Any]:
    config = st.column_config
    return {
        # No name of an attribute in a help text: it reads Markdown, and would load an image.
        "Segment": config.TextColumn(help="One value of each dimension, in the order of “by”"),
        "Verdict": verdict_column(),
        "Traffic": config.ProgressColumn(
            format="%.1f%%", min_value=0, max_value=100, help="Share of current calls"
        ),
        "−  0  +": config.ImageColumn(
            width=170, help="The difference and its 95% interval; the line is zero"
        ),
        "Calls": config.NumberColumn(format="localized", help="Current calls of the segment"),
        "n": config.NumberColumn(format="localized", help="Calls where the first metric was recorded"),
    }


def _actions(
    chosen: Sequence[Segment],
    report: SegmentsReport,
    counted: Condition | None,
    review: Callable[[Sequence[Condition]], None] | None,
) -> None:
    rows = [row for row in chosen if not row.pooled]
    # Chips are joined by AND: they cannot leave out a pair of values and keep each of the two.
    single = len(report.by) == 1
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Keep only these", disabled=not rows, on_click=_filter, args=(rows, report.by, "="), key="keep"
        )
        st.button(
            "Leave these out",
            disabled=not rows or not single,
            help=None if single else "Works with one dimension.",
            on_click=_filter,
            args=(rows, report.by, "!="),
            key="leave",
        )
        chips = [*_chips(rows, report.by, "="), *([counted] if counted else [])]
        follow(Link("traces", {"where": tuple(map(str, chips))}), "Open in Traces", key="open_in_traces")
        if report.windows.reference is not None:
            follow(_scope(rows, report), "Scope this change", key="scope_these")
        if review is not None:
            review(_chips(rows, report.by, "="))
        st.html(f'<div class="tg-details">{_shown(report)}</div>')


def _scope(rows: Sequence[Segment], report: SegmentsReport) -> Link:
    # What this page alone understands stays behind.
    own = dict.fromkeys(("metric", "by", "form"), ())
    chips = tuple(map(str, _chips(rows, report.by, "=")))
    return Link("scope", {**own, "of": report.metrics[0], "where": chips})


def _shown(report: SegmentsReport) -> str:
    shown = min(len(report.rows), MOST_ROWS)
    pooled = f" {report.pooled} under {report.minimum_n} calls are pooled." if report.pooled else ""
    return f"Select rows to filter. {shown} of {report.segments} segments shown, most material first.{pooled}"


def _filter(rows: Sequence[Segment], by: Sequence[str], operator: str) -> None:
    keep_values(_chips(rows, by, operator))


def _chips(rows: Sequence[Segment], by: Sequence[str], operator: str) -> list[Condition]:
    """Return a chip for each dimension, with every value that the rows name."""
    if not rows:
        return []
    return [Condition(name, operator, tuple(dict.fromkeys(row.values[name] for row in rows))) for name in by]
