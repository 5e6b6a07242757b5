"""What is live: a row a version, with its share of the calls as a bar."""

from typing import Any

import streamlit as st

from app import state
from app.components.follow import follow
from app.components.head import head
from app.components.row_choice import row_choice
from app.components.small_table import ROW
from tidegauge import formats
from tidegauge.filters import Condition
from tidegauge.findings import Link
from tidegauge.reports._versions.cells import ends_words, naming_words, share_words
from tidegauge.reports._versions.kinds import MODEL, PROMPT
from tidegauge.reports._versions.records import Liveness, LiveVersion, VersionsReport

MOST_SEEN = 14
_STATES = {Liveness.LIVE: "gray", Liveness.NEW: "blue", Liveness.GONE: "violet"}
_CHIPS = {MODEL: "model_version", PROMPT: "prompt_version", "index": "index_version", "app": "app_version"}


def live_versions(report: VersionsReport) -> None:
    """Show the table; a chosen version leads to its traces."""
    head("What is live", "share of the calls that name a version of the same thing")
    rows, zone = report.versions, report.windows.time_zone
    key = f"versions_{hash((report.windows.where, len(rows))):x}"
    cells = [_cells(one, zone) for one in rows]
    if not any(one["Ends"] for one in cells):
        cells = [{name: value for name, value in one.items() if name != "Ends"} for one in cells]
    chosen = row_choice(
        rows, cells, key, _columns(), most=MOST_SEEN, row=ROW, alt=report.findings[0].sentence
    )
    for one in chosen:
        if one.n and one.kind in _CHIPS:
            chip = Condition(_CHIPS[one.kind], "=", (one.version,))
            label = f"{formats.count(one.n)} calls of {one.version[:60]}"
            follow(Link("traces", {"where": (str(chip),)}), label, key="versions_traces")


def _cells(one: LiveVersion, zone: str) -> dict[str, object]:
    return {
        "Kind": one.kind,
        "Of": one.of,
        "Version": one.version,
        "State": [one.state.value],
        "Bar": 100 * one.share if one.n_of else None,
        "Share": share_words(one),
        "Pinned": naming_words(one),
        "Ends": ends_words(one, state.now().date()),
        "First seen": formats.moment(one.first, zone, state.now()),
        "Last seen": formats.moment(one.last, zone, state.now()),
        "Calls": one.n if one.n_of else None,
        "Before": None if one.share_before is None else formats.share(one.share_before),
    }


def _columns() -> dict[str, Any]:
    config = st.column_config
    return {
        "Kind": config.TextColumn(width=64),
        "Of": config.TextColumn(width=104),
        "Version": config.TextColumn(width=148),
        "State": config.MultiselectColumn(
            options=[one.value for one in _STATES],
            color=list(_STATES.values()),
            width=64,
            help="New: not in the window that is compared with. Gone: only there.",
        ),
        "Bar": config.ProgressColumn("", min_value=0, max_value=100, format=" ", width=72),
        "Share": config.TextColumn("Share [interval]", width=118),
        "Pinned": config.TextColumn("Pinned or alias", width=220),
        "Ends": config.TextColumn(width=110),
        "First seen": config.TextColumn(width=112),
        "Last seen": config.TextColumn(width=112),
        "Calls": config.NumberColumn(format="localized"),
        "Before": config.TextColumn(help="Share in the window that is compared with"),
    }
