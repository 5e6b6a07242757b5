"""Which change fits the chosen row: best fit first, each with its reasons."""

from html import escape

import streamlit as st

from app import state
from app.components.chip import badge
from app.components.head import head
from tidegauge.formats import Tone, moment
from tidegauge.reports._scope.events import called
from tidegauge.reports._scope.records import ChangeFit, Fit, RowKind, ScopeRow
from tidegauge.reports._traces.text import first_line

MOST = 4
LONGEST = 200
_SIGNS = {Fit.FITS: "●", Fit.MAY_FIT: "?", Fit.DOES_NOT_FIT: "○"}
_TONES = {Fit.FITS: Tone.CHANGED, Fit.MAY_FIT: Tone.UNSURE, Fit.DOES_NOT_FIT: Tone.QUIET}


def scope_changes(row: ScopeRow, zone: str) -> None:
    """Show the changes; of the rest of traffic there is nothing to explain."""
    if row.kind is RowKind.REST or not row.isolated:
        return
    fitting = any(one.fits for one in row.changes)
    head("Which change fits", "recorded changes, best fit first" if row.changes else "")
    lines = [] if fitting else [f'<div class="tg-card-line">{escape(row.isolated)}</div>']
    lines += [_line(one, zone) for one in row.changes[:MOST]]
    st.html("".join(lines))


def _line(one: ChangeFit, zone: str) -> str:
    mark = badge(f"{_SIGNS[one.verdict]} {one.verdict}", _TONES[one.verdict])
    weight = "600" if one.fits else "400"
    when = moment(one.change.at, zone, state.now())
    extra = f", {_cut(one.change.scope)}" if one.change.scope else ""
    return (
        '<div style="display:grid;grid-template-columns:104px 1fr;column-gap:10px;align-items:start;margin-top:6px">'
        f'<div>{mark}</div><div><div style="font-size:13.5px;overflow-wrap:anywhere"><span style="font-weight:{weight}">'
        f"{escape(_cut(called(one.change)))}</span>, {escape(when)}{escape(extra)}</div>"
        f'<div class="tg-details">{escape(" · ".join(map(_cut, one.reasons)))}</div></div></div>'
    )


def _cut(text: str) -> str:
    return first_line(text, LONGEST) or ""
