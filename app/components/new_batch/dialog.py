"""`Review these…` and `New batch…`: one dialog that makes a review batch of any filter, page or finding."""

import secrets
from dataclasses import replace

import streamlit as st

from app import state
from app.components.new_batch.fields import Known, kind_choice, wanted_fields
from app.components.new_batch.labelling import Labelling, labelling_fields
from app.components.new_batch.preset import Preset
from app.components.new_batch.preview import draw_button, look
from app.components.new_batch.scope import scope_fields, scope_words
from app.components.states import plain
from app.signed_in import may, reviewer, who
from tidegauge.errors import TidegaugeError
from tidegauge.filters import TraceFilter
from tidegauge.reports._suggestions import suggestions
from tidegauge.reports.source import Source
from tidegauge.review.kinds import kind_of
from tidegauge.review.loop import reviewer_name
from tidegauge.review.making import NewBatch
from tidegauge.stats.feedback.review_size import reviews_needed
from tidegauge.workbench.batch_kinds import RANDOM
from tidegauge.workbench.members import LONGEST_NAME
from tidegauge.workbench.permission import Act

ALL_KINDS = (RANDOM, "stratified", "scheme", "flagged", "disagreement", "informative", "versions", "incident")
_SEED = "tg_new_batch_seed"
_MOST = 10_000


def new_batch_button(
    label: str, question: TraceFilter | None, preset: Preset, *, key: str, primary: bool = False
) -> None:
    """Show a button that opens the dialog: of a page's filter, or of one that is chosen there. It is for leads."""
    if not may(Act.LEAD):
        return
    if st.button(label, key=key, type="primary" if primary else "secondary", icon=":material/rate_review:"):
        st.session_state[_SEED] = secrets.token_hex(8)
        _dialog(question, preset)


@st.dialog("New review batch", width="large")
def _dialog(question: TraceFilter | None, preset: Preset) -> None:
    settings, source = state.settings(), Source(state.store(), state.settings().dimensions)
    left, right = st.columns([1.3, 1], gap="medium")
    with left:
        chips = state.report(suggestions, source.store, settings.default_dimensions, settings.dimensions)
        known = Known(tuple(settings.default_dimensions), chips, source.store.catalog())
        kind = kind_choice(preset)
        asked = scope_fields(chips) if question is None else question
        if question is not None:
            st.caption(plain(f"Of {scope_words(question)}"))
        wanted = wanted_fields(kind, preset, known)
        n = _number(kind, preset)
        labelling = _labelling(kind, wanted.unit, preset, source)
    with right:
        if asked is None or labelling is None:
            return
        new = NewBatch(
            kind,
            replace(wanted, n=n),
            labelling.asked,
            labelling.plan,
            labelling.rubric,
            labelling.reviewers,
            labelling.known,
            fresh=st.session_state.setdefault(_SEED, secrets.token_hex(8)),
        )
        found = look(source, asked, new)
        if found is not None:
            draw_button(source, found, new, _by(), preset.page)


def _number(kind: str, preset: Preset) -> int:
    usual = preset.wanted.n or (200 if kind_of(kind).speaks else 50)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        n = st.number_input("How many", 1, _MOST, usual, 10, key=f"nb_n_{kind}")
        if kind_of(kind).speaks:
            with st.popover("How many do I need?", type="tertiary"):
                points = st.number_input("For plus or minus, pt", 1.0, 25.0, 7.0, 0.5, key="nb_points")
                needed = reviews_needed(points / 100)
                st.caption(f"{needed:,} reviews at random: the share is then within \u00b1{points:g} pt.")
                st.button(f"Take {needed:,}", key="nb_take", on_click=_take, args=(kind, min(needed, _MOST)))
    return int(n)


def _by() -> str:
    if who().verified:
        return reviewer()
    return reviewer_name(st.text_input("Drawn by", reviewer(), key="nb_by_name", max_chars=LONGEST_NAME))


def _take(kind: str, n: int) -> None:
    st.session_state[f"nb_n_{kind}"] = n


def _labelling(kind: str, unit: str, preset: Preset, source: Source) -> Labelling | None:
    try:
        return labelling_fields(kind, unit, preset, source)
    except TidegaugeError as error:
        st.error(plain(str(error)))
        return None
