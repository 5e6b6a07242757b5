"""Which candidate is held against which baseline, and by which golden set: all of it stands in the link."""

from collections.abc import Sequence

import streamlit as st

from app import state
from tidegauge.filters import Condition, TraceFilter
from tidegauge.gate.asking import Wished
from tidegauge.gate.policy import load_policy
from tidegauge.reports.compare_releases import Release
from tidegauge.workbench.golden_sets import list_sets

WIDTH = 260
NO_SET = "no golden set"


def gate_choice(question: TraceFilter, releases: Sequence[Release]) -> Wished | None:
    """Show the three choices and return what they ask; None while a version is missing.

    The versions of “version A against B” in the filter bar come first, and then the latest releases.
    """
    chips = {str(Condition(one.of, "=", (one.b,))): one for one in releases}
    compared = _compared(question)
    candidates = [*dict.fromkeys((*compared[:1], *chips))]
    candidate = _version("Candidate", candidates, "candidate")
    release = chips.get(candidate or "")
    before = [str(Condition(one.of, "=", (one.a,))) for one in releases]
    own = [str(Condition(release.of, "=", (release.a,)))] if release else []
    baselines = [*dict.fromkeys((*(compared[1:] if candidate in compared[:1] else own), *before))]
    baseline = _version("Baseline", baselines, "baseline")
    golden = _golden()
    if not candidate or not baseline:
        return None
    more = [word for chip in question.shared for word in ("--where", str(chip))]
    window = question.current.window
    more += ["--from", f"{window.start:%Y-%m-%dT%H:%M}", "--to", f"{window.end:%Y-%m-%dT%H:%M}"]
    return Wished((candidate,), (baseline,), golden, load_policy(), more=tuple(more))


def _compared(question: TraceFilter) -> list[str]:
    """Return candidate and baseline where the filter bar compares two values of an attribute."""
    if not question.versus:
        return []
    return [
        str(chip)
        for side in question.sides
        for chip in side.where
        if chip not in question.shared and chip.operator == "="
    ]


def _version(label: str, options: Sequence[str], key: str) -> str | None:
    chosen = st.selectbox(
        label,
        list(options),
        index=0 if options else None,
        placeholder="prompt_version = v7",
        key=key,
        accept_new_options=True,
        bind="query-params",
        width=WIDTH,
    )
    return chosen or None


def _golden() -> str:
    names = [*dict.fromkeys(one.name for one in list_sets(state.workbench()))]
    chosen = st.selectbox(
        "Golden set",
        [NO_SET, *names],
        key="golden",
        accept_new_options=True,
        bind="query-params",
        width=WIDTH,
    )
    return "" if chosen in {None, NO_SET} else str(chosen)
