"""`Suggest from my data`: rules that the store's own calls suggest, each with what it would have cost."""

import streamlit as st

from app import state
from app.components.alerts.asking import History, on_record
from app.components.alerts.draft import SUGGEST, begin
from app.components.head import head
from app.components.row_choice import row_choice
from tidegauge import formats
from tidegauge.alerts.conditions import conditions
from tidegauge.alerts.overview_words import rate
from tidegauge.alerts.rules_toml import toml_of
from tidegauge.alerts.suggestion_records import Suggestion
from tidegauge.alerts.suggestions import suggestions
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

MOST = 8


def suggested_rules(past: History) -> None:
    """Show the suggestions where the link asks for them; one that is chosen can be taken into the form."""
    if SUGGEST not in st.query_params:
        return
    source = Source(state.store(), state.settings().dimensions)
    found = state.report(asked, source, past, _settings=state.settings())
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        head(
            "Suggested from your data",
            f"{len(found)} rules, those that caught most first, then those that page least; nothing is saved yet",
        )
        st.button("Close", key="suggest_close", type="tertiary", on_click=_close)
    if not found:
        st.html(
            '<div class="tg-details">Nothing new to suggest: the store has too few calls, or there is a rule for each metric.</div>'
        )
        return
    chosen = row_choice(
        found,
        [_cells(one) for one in found],
        f"suggested_{len(found)}",
        {
            "Rule": st.column_config.TextColumn(width=230),
            "Condition": st.column_config.TextColumn(width=260),
            "Pages a week": st.column_config.TextColumn(width=96, alignment="right"),
            "False a week": st.column_config.TextColumn(width=96, alignment="right"),
            "Caught": st.column_config.TextColumn(width=70, alignment="right"),
            "Why": st.column_config.TextColumn(width=330),
        },
        most=MOST,
    )
    for one in chosen:
        _one(one)
    with st.expander(f"All {len(found)} as TOML"):
        st.code(toml_of([one.rule for one in found]), language="toml")


def asked(source: Source, past: History, *, _settings: Settings) -> tuple[Suggestion, ...]:
    """Return the suggestions. The settings are those of this process, and tell no two questions apart."""
    return suggestions(source, _settings, rules=past.rules, known=past.known, baselines=past.baselines)


def _one(one: Suggestion) -> None:
    st.text(f"{one.sentence} {one.backtest.sentence}")
    st.button("Take it into the form", key="suggest_take", type="primary", on_click=_take, args=(one,))


def _take(one: Suggestion) -> None:
    on_record(one.backtest)
    begin(one.rule.table, one.rule.name)


def _close() -> None:
    st.query_params.pop(SUGGEST, None)


def _cells(one: Suggestion) -> dict[str, str]:
    past, known = one.backtest, one.backtest.incidents
    there = conditions().get(one.rule.table.condition)
    return {
        "Rule": one.rule.name[:200],
        "Condition": there.words(one.rule, state.settings()) if there else one.rule.table.condition,
        "Pages a week": rate(past.pages_per_week),
        "False a week": formats.MISSING if past.false_per_week is None else rate(past.false_per_week),
        "Caught": f"{len(past.caught)} of {len(known)}" if known else formats.MISSING,
        "Why": one.sentence[:300],
    }
