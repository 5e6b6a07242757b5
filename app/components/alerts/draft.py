"""Which rule the form shows: one of the table, or a new one that a link or a suggestion began."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from app.signed_in import may
from tidegauge.alerts.overview_records import AlertsReport
from tidegauge.alerts.records import Origin, Rule
from tidegauge.alerts.written import written
from tidegauge.errors import SettingsError
from tidegauge.settings_alerts import RuleTable
from tidegauge.workbench.permission import Act

_DRAFT = "tg_rule_draft"
RULE, NEW, SUGGEST = "rule", "new", "suggest"
_ONE, _MANY = ("metric", "column", "condition", "direction", "against"), ("for_each",)
CHIP = "chip"
"""What the link calls a rule's chips: `where` is the filter bar's, and read as well where a link from outside has it."""


@dataclass(frozen=True)
class Draft:
    """The rule in the form as it was when the form opened. `seed` names it; `saved` is the rule that it is, if any.

    `linked` says that a link began it: its first back-test need not be asked for. `name` is one that was suggested; `fresh`: nobody
    has written in it yet.
    """

    seed: str
    table: RuleTable
    saved: Rule | None = None
    linked: bool = False
    problem: str | None = None
    name: str = ""
    fresh: bool = True

    @property
    def is_locked(self) -> bool:
        """Whether it can only be read: it stands in the file, or the role does not include changing it."""
        in_file = self.saved is not None and self.saved.origin is Origin.FILE
        return in_file or not may(Act.LEAD)


def chosen_draft(rules: Sequence[Rule], report: AlertsReport) -> Draft | None:
    """Return what the link asks for: a rule by its name, or a new one; else the first of the report, if there is one.

    Nothing while rules are suggested: what is chosen there comes first.
    """
    named, told = st.query_params.get(RULE), _told()
    saved = next((one for one in rules if one.name == named), None)
    if saved is not None:
        return of_rule(saved)
    if told or NEW in st.query_params:
        return _kept(_begun(told))
    first = next((row.name for row in report.rows), None)
    if first is None or SUGGEST in st.query_params:
        return None
    return of_rule(next(one for one in rules if one.name == first))


def of_rule(rule: Rule) -> Draft:
    """Return a rule of the table as the form shows it."""
    return _kept(Draft(_seed(rule.name, rule.table), rule.table, rule))


def keep(draft: Draft, table: RuleTable) -> None:
    """Remember what stands in the form: Streamlit forgets it when the visitor looks at another page."""
    st.session_state[_DRAFT] = replace(draft, table=table)


def open_rule(name: str) -> None:
    """Show a rule of the table. To be called before the page is drawn anew."""
    _leave()
    st.query_params[RULE] = name


def begin(table: RuleTable | None = None, name: str = "") -> None:
    """Show a new rule, as `table` has it. To be called before the page is drawn anew."""
    _leave()
    st.query_params[NEW] = "rule"
    begun = _begun({})
    keep(replace(begun, name=name), table or begun.table)
    _forget(begun.seed)


def suggest() -> None:
    """Show rules that the store's own calls suggest. To be called before the page is drawn anew."""
    _leave()
    st.query_params[SUGGEST] = "yes"


def _forget(seed: str) -> None:
    for key in [key for key in st.session_state if str(key).startswith(f"ar_{seed}_")]:
        del st.session_state[key]


def _leave() -> None:
    for name in (RULE, NEW, SUGGEST, *_ONE, *_MANY, CHIP, "where"):
        st.query_params.pop(name, None)


def _told() -> dict[str, object]:
    found: dict[str, object] = {name: st.query_params[name] for name in _ONE if st.query_params.get(name)}
    found |= {name: values for name in _MANY if (values := st.query_params.get_all(name))}
    chips = st.query_params.get_all(CHIP) or st.query_params.get_all("where")
    # Chips alone are what the visitor looked at before, and no rule.
    return found | ({"where": chips} if found and chips else {})


def _begun(told: Mapping[str, object]) -> Draft:
    try:
        table = written(told)
    except SettingsError as error:
        return Draft(_seed("", RuleTable()), RuleTable(), problem=f"Ignored from the link: {error}")
    return Draft(_seed("", table), table, linked=bool(told))


def _kept(draft: Draft) -> Draft:
    last: Draft | None = st.session_state.get(_DRAFT)
    if last is None or last.seed != draft.seed:
        return draft
    return replace(draft, table=last.table, name=last.name, fresh=False)


def _seed(name: str, table: RuleTable) -> str:
    text = f"{name}\n{table.model_dump_json()}"
    return hashlib.sha256(text.encode()).hexdigest()[:10]
