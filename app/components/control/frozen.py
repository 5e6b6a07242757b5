"""The baselines on record, and the one that the link asks for."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from app import state
from app.components.baseline_choice import FROZEN
from tidegauge.errors import FilterError
from tidegauge.filters import Window
from tidegauge.reports._control.frozen import chosen_baseline
from tidegauge.workbench.baselines import RecordedBaseline, list_baselines


@dataclass(frozen=True)
class FrozenChoice:
    """The window that was asked for by name, None for the frozen baseline, and everything on record."""

    window: Window | None
    recorded: tuple[RecordedBaseline, ...]


def frozen_choice(named: Mapping[str, str], zone: str) -> FrozenChoice:
    """Return what the filter bar asks; a name that the settings do not have is said, and ignored."""
    chosen = st.session_state.get("baseline") or FROZEN
    recorded = list_baselines(state.workbench())
    if chosen == FROZEN:
        return FrozenChoice(None, recorded)
    try:
        return FrozenChoice(chosen_baseline(chosen, named, zone), recorded)
    except FilterError as error:
        st.error(str(error))
        return FrozenChoice(None, recorded)
