"""Which rows of the drift table are shown: a pill for each verdict, with its count. The link holds the verdict alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from app.components.download import download
from app.components.glossary import glossary
from app.components.split_choice import split_choice
from tidegauge.findings import Verdict
from tidegauge.reports._drift.records import DriftReport, DriftRow
from tidegauge.reports.drift import table

ALL = "all"
_PILLS = {
    ALL: "all",
    "changed": "changed",
    "cannot-tell": "cannot tell",
    "not-comparable": "not comparable",
    "not-material": "not material",
}
"""{what the link says: what the pill says}."""

_KEY = "drift_verdict"
_WORDS = (
    *(
        "interval",
        "n",
        "rows",
        "pt",
        "not material",
        "cannot tell",
        "not comparable",
        "onset",
        "mix and rate",
    ),
    *("corrected for the search", "PSI", "KS", "JSD, TVD"),
)


def arrived() -> bool:
    """Return whether this run is the first of a visit to the page: Streamlit forgets the pills in between."""
    return _KEY not in st.session_state


TOGETHER = "day and week together"


@dataclass(frozen=True)
class DriftChoice:
    """The link's value of the verdict that is shown, and whether the statistics are."""

    verdict: str
    statistics: bool


@dataclass(frozen=True)
class DriftBar:
    """The line above the table: its left and its right end, and what the table is divided by, if anything."""

    left: Any
    right: Any
    split: str | None


def drift_bar(dimensions: Sequence[str], *, is_short: bool) -> DriftBar:
    """Show the choice that the report depends on; what depends on the report follows in `drift_controls`.

    `is_short` says that the window is a day at most, and can be held against yesterday and last week at once.
    """
    bar = st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center")
    left = bar.container(width="content")
    right = bar.container(horizontal=True, vertical_alignment="center", width="content")
    with right:
        split = split_choice([*([TOGETHER] if is_short else []), *dimensions], "drift_by", 200)
    return DriftBar(left, right, split)


def drift_controls(bar: DriftBar, report: DriftReport) -> DriftChoice:
    """Show what else stands above the table."""
    with bar.left:
        verdict = verdict_choice(report)
    with bar.right:
        statistics = st.toggle("Statistics", key="statistics", bind="query-params")
        download(table(report), "drift", report)
        glossary(*_WORDS)
    return DriftChoice(verdict, statistics)


def verdict_choice(report: DriftReport) -> str:
    """Show the pills and return the link's value of the chosen one."""
    counts = _counts(report)
    named = st.query_params.get("verdict", ALL)
    chosen = named if named in _PILLS else ALL
    # Not bound: Streamlit would write the label into the link, and its count is another one tomorrow.
    st.session_state[_KEY] = chosen
    st.pills(
        "Verdict",
        [name for name in _PILLS if counts[name] or name in {ALL, chosen}],
        required=True,
        key=_KEY,
        format_func=lambda name: f"{_PILLS[name]} {counts[name]}",
        label_visibility="collapsed",
        on_change=_choose,
    )
    return chosen


def _counts(report: DriftReport) -> Mapping[str, int]:
    of = {name: report.counts.get(name.replace("-", "_"), 0) for name in _PILLS if name != ALL}
    return {ALL: sum(of.values()), **of}


def _choose() -> None:
    chosen = st.session_state[_KEY]
    if chosen == ALL:
        st.query_params.pop("verdict", None)
    else:
        st.query_params["verdict"] = chosen


def shown_rows(report: DriftReport, chosen: str) -> Sequence[DriftRow]:
    """Return the rows of a verdict, in the report's order."""
    if chosen == ALL:
        return report.rows
    verdict = Verdict(chosen.replace("-", "_"))
    return [row for row in report.rows if row.verdict is verdict]
