"""Where the first metric differs, as a heat map of two attributes."""

from html import escape

import streamlit as st

from app.components.drift.charts import chart_colours
from app.components.head import head
from app.components.palette import palette
from tidegauge import formats
from tidegauge.charts.compare_map import compare_map_spec, map_height
from tidegauge.reports._versions_compared.records import CompareReport

_LIGHT = ("#2F76B0", "#A9CBE3", "#F4F6F8", "#F0C08F", "#C4631B")
_DARK = ("#56B4E9", "#2F5D7C", "#1A212A", "#7C5530", "#E69F00")
_CONFIG = {"displayModeBar": False, "scrollZoom": False}


def compare_places(report: CompareReport) -> None:
    """Show the map, or why there is none."""
    grid = report.segments
    head("By segment", f"{grid.label}, {report.b} minus {report.a}, corrected" if grid else "")
    if grid is None or not grid.rows:
        said = (
            "No segment has enough calls of both to stand alone." if grid else "Nothing divides these calls."
        )
        st.html(f'<div class="tg-details">{escape(said)}</div>')
        return
    colours = palette()
    shades = _LIGHT if colours.text == "#1B2733" else _DARK
    spec = compare_map_spec(grid, chart_colours(), shades, report.currency)
    said = report.findings[0].sentence
    st.plotly_chart(spec, height=map_height(grid), key="compare_map", config=_CONFIG, alt=said)
    small = f" {formats.count(grid.small)} segments with fewer calls are left out." if grid.small else ""
    st.html(f'<div class="tg-details">{escape(" and ".join(grid.by))}; ? = cannot tell.{small}</div>')
