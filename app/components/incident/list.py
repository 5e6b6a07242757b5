"""The list of incidents: a sentence, pills by status, and a table whose rows open the record."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from app import menu, state
from app.components.finding import block
from app.components.incident.by_hand import open_button
from app.components.incident.place import INCIDENT
from app.components.row_choice import row_choice
from app.components.states import empty_store
from tidegauge import formats
from tidegauge.formats import Tone
from tidegauge.incidents.countdown import Urgency, countdown
from tidegauge.incidents.records import STEPS, Incident, Status
from tidegauge.incidents.segment_chips import which_calls
from tidegauge.incidents.times import whole
from tidegauge.incidents.words import sentence, short_title

MOST_SEEN = 18
_OPEN = "open"


def nothing_yet() -> None:
    """Say what to do where the store is empty; nothing where it is not."""
    if state.problem() is None and not state.catalog().rows.get("spans"):
        empty_store("Incidents")


def incidents_headline(every: Sequence[Incident], zone: str) -> None:
    """Show how many are open, and the most urgent one in a sentence."""
    still = [one for one in every if one.is_open]
    now, settings = state.now(), state.settings()
    if not every:
        how = (
            "An alert of severity P0 or P1 opens one by itself",
            "so does “Open incident” on Scope, and the button below",
        )
        st.html(block("Incidents", "", "There was no incident yet.", how, Tone.QUIET))
        return
    if not still:
        last = f"{formats.count(len(every))} {'was' if len(every) == 1 else 'were'} resolved"
        st.html(block("Incidents", "", "No incident is open.", (last,), Tone.QUIET))
        return
    n = "One incident is" if len(still) == 1 else f"{formats.count(len(still))} incidents are"
    first = still[0]
    found = countdown(first, settings.alerts.severity, now, zone)
    details = (first.key, found.words, sentence(first, zone, now, settings.currency))
    st.html(block("Incidents", "", f"{n} open.", details, Tone.WORSE))


def incidents_filter(every: Sequence[Incident]) -> list[Incident]:
    """Show the pills and return the incidents that they keep; without one all."""
    counted = Counter(one.status for one in every)
    labels: dict[str, Status | None] = {f"{_OPEN} {sum(one.is_open for one in every)}": None}
    labels |= {f"{status} {counted[status]}": status for status in STEPS if counted[status]}
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"
    ):
        chosen = st.pills("Status", list(labels), key="incidents_status", label_visibility="collapsed")
        open_button()
    if chosen is None:
        return list(every)
    status = labels.get(chosen)
    return [one for one in every if (one.is_open if status is None else one.status is status)]


def incidents_table(shown: Sequence[Incident], zone: str) -> None:
    """Show the table; a selected row opens the record."""
    if not shown:
        st.html('<div class="tg-details">None is in this state.</div>')
        return
    columns = {
        "Severity": st.column_config.TextColumn(width=64),
        "Title": st.column_config.TextColumn(width=200),
        "Segment": st.column_config.TextColumn(width=210),
        "Since": st.column_config.TextColumn(width=122),
        "Status": st.column_config.TextColumn(width=80),
        "Owner": st.column_config.TextColumn(width=90),
    }
    alt = f"{len(shown)} incidents, open ones first"
    asked = hash(tuple((one.id, len(one.events)) for one in shown))
    chosen = row_choice(
        shown, [_cells(one, zone) for one in shown], f"incidents_{asked:x}", columns, most=MOST_SEEN, alt=alt
    )
    if chosen:
        menu.go(INCIDENT, {"id": chosen[0].key})


def _cells(one: Incident, zone: str) -> dict[str, str | None]:
    now = state.now()
    return {
        "Severity": one.severity.value,
        "Title": f"{one.key} {short_title(one)}",
        "Segment": which_calls(one),
        "Since": formats.moment(one.onset or one.opened_at, zone, now),
        "Status": one.status.value,
        "Owner": one.owner,
        "Age / respond by": _age(one, zone),
    }


def _age(one: Incident, zone: str) -> str:
    now = state.now()
    found = countdown(one, state.settings().alerts.severity, now, zone)
    if found.urgency in {Urgency.WAITING, Urgency.LATE}:
        return found.words.partition(" · ")[2]
    if one.resolved_at is not None:
        return f"took {whole(one.resolved_at - one.opened_at)}"
    return f"{whole(now - one.opened_at)} old"
