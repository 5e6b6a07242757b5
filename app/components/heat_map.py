"""Two dimensions as a heat map of the difference; a click filters to the cell."""

import streamlit as st

from app.components.chosen_filters import keep_values
from app.components.palette import palette
from tidegauge.charts.heat_map import axis_values, drawn_rows, heat_map_spec
from tidegauge.filters import Condition
from tidegauge.reports.segments import SegmentsReport

_LIGHT = ("#2F76B0", "#A9CBE3", "#F4F6F8", "#F0C08F", "#C4631B")
_DARK = ("#56B4E9", "#2F5D7C", "#1A212A", "#7C5530", "#E69F00")


def heat_map(report: SegmentsReport, currency: str) -> None:
    """Show the first metric over the first two dimensions."""
    if len(report.by) < 2:
        st.html('<div class="tg-details">A heat map needs two dimensions. Add a second one after “by”.</div>')
        return
    by = (report.by[0], report.by[1])
    colours = palette()
    shades = _LIGHT if colours.text == "#1B2733" else _DARK
    spec = heat_map_spec(report.rows, by, shades, colours.text, currency)
    height = 90 + 30 * max(len(axis_values(report.rows, by[1])), 3)
    key = f"heat_{hash((by, report.windows.where)):x}"
    event = st.echarts_chart(spec, height=height, key=key, on_select="rerun", alt=report.findings[0].sentence)
    cells = drawn_rows(report.rows, by)
    chosen = [
        cells[place]
        for one in event.selection.selected
        for place in one["data_indices"]
        if place < len(cells)
    ]
    if not chosen:
        st.html('<div class="tg-details">? = cannot tell. Click a cell to filter to it.</div>')
        return
    conditions = [Condition(name, "=", (chosen[0].values[name],)) for name in by]
    st.button("Keep only this cell", on_click=keep_values, args=(conditions,), key=f"{key}_keep")
