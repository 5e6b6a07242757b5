"""The next step of the page Agreement: what people labelled differently goes to one person who decides."""

from collections.abc import Mapping

import streamlit as st

from app import menu, state
from app.components.page_link import query
from app.components.states import plain
from app.signed_in import may, reviewer
from tidegauge.errors import TidegaugeError
from tidegauge.filters import TraceFilter
from tidegauge.formats import count
from tidegauge.reports._agreement.records import AgreementReport
from tidegauge.reports.judge_question import JudgeQuestion
from tidegauge.reports.source import Source
from tidegauge.review.adjudication import adjudicate
from tidegauge.review.kinds.adjudication import MOST
from tidegauge.workbench.permission import Act

BY = "Agreement page"
"""Who signs a batch where nobody has said who looks at the page."""
_FAILED = "tg_adjudicate_failed"


def adjudicate_button(
    source: Source, question: TraceFilter, questions: Mapping[str, JudgeQuestion], report: AgreementReport
) -> None:
    """Show the button that makes the batch and opens it, where anything waits for a decision."""
    own = next((one for one in report.scores if one.name == report.name), None)
    if own is None or not own.open or not may(Act.LEAD):
        return
    label = f"Review {count(min(own.open, MOST))} disagreement{'' if own.open == 1 else 's'}"
    # A score's name comes from the store, so that it stands in the help alone, as plain text.
    tells = plain(f"On {own.name[:40]}. Choose another score beside it for its own.")
    if not st.button(label, type="primary", icon=":material/gavel:", key="agreement_adjudicate", help=tells):
        return
    by = reviewer() or BY
    link = f"agreement?{query()}"
    try:
        batch = adjudicate(
            state.workbench(), source, question, questions, own.name, by=by, at=state.now(), link=link
        )
    except TidegaugeError as error:
        st.session_state[_FAILED] = str(error)
    else:
        menu.go("review/review.py", {"batch": str(batch.id)})


def adjudicate_failed() -> None:
    """Say why the batch was not made, once."""
    if failed := st.session_state.pop(_FAILED, None):
        st.error(plain(failed))
