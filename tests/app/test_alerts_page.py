"""The page Alert rules without a browser: what it says, what it lets be written, and what it refuses."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from app import state
from app.components.alerts.chart import clicked
from tests.app.app_run import html, open_page
from tests.app.conftest import END
from tests.app.test_permission import Team
from tidegauge.alerts.overview import alerts_overview
from tidegauge.alerts.records import Severity, Standing, State
from tidegauge.alerts.rules import rules_of
from tidegauge.alerts.standings import RuleCheck, write_checks, write_standings
from tidegauge.alerts.tried import digest
from tidegauge.settings import Settings, load_settings
from tidegauge.settings_alerts import AlertsTable, RuleTable
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames
from tidegauge.workbench.alert_backtests import backtests
from tidegauge.workbench.alert_rules import list_rules, save_rule
from tidegauge.workbench.audit import list_actions

PAGE = "respond/alerts.py"
CALLS = 480
Open = Callable[..., AppTest]


@pytest.fixture
def opened(tmp_path: Path, rows: Callable[..., pl.DataFrame]) -> Open:
    """Open the page on 60 days of calls, three hours apart, of which the last five days' fail; `rules` are the file's."""

    def run(rules: dict[str, RuleTable] | None = None, **query: Any) -> AppTest:
        failed = ["error" if number < 40 else "ok" for number in range(CALLS)]
        write_frames(tmp_path / "lake", {"spans": rows(CALLS, status=failed)}, ImportRecord("b", "test", END))
        state.use(
            Settings(
                store=str(tmp_path / "lake"),
                workbench=f"sqlite:///{tmp_path / 'workbench.sqlite'}",
                alerts=AlertsTable(rules=rules or {}, owner="ml-oncall"),
            )
        )
        return open_page(PAGE, **query)

    return run


def _key() -> str:
    return str(Path(state.settings().store).resolve())


def _slot(app: AppTest, name: str) -> Any:
    every = (*app.selectbox, *app.multiselect, *app.text_input)
    return next(one for one in every if str(one.key).startswith("ar_") and str(one.key).endswith(f"_{name}"))


def _submit(app: AppTest, opener: str, label: str) -> None:
    # Without a browser a dialog is there only in the run in which its opener was pressed.
    app.button(key=opener).click()
    next(one for one in app.button if one.label == label and one.key != opener).click().run()


def _daily(**more: Any) -> RuleTable:
    return RuleTable(
        **{"metric": "error_rate", "window": "1 day", "minimum_n": 5, "breaches": 1, "of": 1, **more}
    )


def test_a_rule_that_was_written_since_the_start_is_there(opened: Open, tmp_path: Path) -> None:
    opened()
    file, held = tmp_path / "tidegauge.toml", state.settings()
    file.write_text('[alerts.rules.loud]\nmetric = "error_rate"\nwindow = "1 day"\n')
    state.use(held, lambda: load_settings(file, environ={}))
    shown = open_page(PAGE)
    assert not shown.exception
    assert list(shown.dataframe[0].value["Rule"]) == ["loud"]
    assert state.settings().store == held.store
    file.write_text("[alerts.rules")
    broken = open_page(PAGE)
    assert list(broken.dataframe[0].value["Rule"]) == ["loud"]
    assert "is not valid TOML" in broken.error[0].value


def test_without_a_rule_it_says_what_to_do(opened: Open) -> None:
    app = opened()
    assert not app.exception
    assert "There is no alert rule yet." in html(app)
    assert {"New rule", "Suggest from my data"} <= {one.label for one in app.button}
    assert not app.dataframe


def test_a_new_rule_is_a_sentence_with_a_widget_in_every_slot(opened: Open) -> None:
    app = opened()
    app.button(key="rules_new").click().run()
    assert not app.exception
    assert _slot(app, "phrase").value == "gets worse"
    assert [_slot(app, name).value for name in ("often", "window", "minimum_n", "late_data", "severity")] == [
        "3 of 5",
        "15 min",
        "200",
        "10 min",
        "computed",
    ]
    assert app.button(key="rule_save").disabled
    assert "Save is possible after a back-test of exactly this rule." in html(app)


def test_a_link_fills_it_in_and_its_back_test_runs(opened: Open) -> None:
    chip = {"metric": "error_rate", "for_each": ["geo"], "where": ["geo = BR"]}
    app = opened(**chip)
    assert _slot(app, "metric").value == "error_rate"
    assert _slot(app, "for_each").value == ["geo"]
    assert _slot(app, "where").value == ["geo = BR"]
    assert "windows of 1 day" in html(app)
    (found,) = backtests(state.workbench(), _key()).values()
    assert found.sentence in html(app)


def test_it_is_saved_only_after_a_back_test_of_exactly_this_rule(opened: Open) -> None:
    app = opened(metric="error_rate")
    assert not app.button(key="rule_save").disabled
    _slot(app, "often").select("2 of 3").run()
    assert app.button(key="rule_save").disabled
    app.button(key="rule_backtest").click().run()
    assert not app.button(key="rule_save").disabled
    last = list(backtests(state.workbench(), _key()).values())[-1]
    assert last.sentence in html(app)
    app.button(key="rule_save").click().run()
    app.text_input(key="rule_name").input("errors of all")
    app.text_input(key="rule_by").input("marta")
    app.text_input(key="rule_reason").input("they creep")
    _submit(app, "rule_save", "Save rule")
    (saved,) = list_rules(state.workbench())
    assert (saved.name, saved.by, saved.reason) == ("errors of all", "marta", "they creep")
    assert (saved.table.breaches, saved.table.of) == (2, 3)
    assert digest(saved.table) in backtests(state.workbench(), _key())
    assert [one.action for one in list_actions(state.workbench())] == ["save an alert rule"]
    assert "“errors of all” is saved." in app.success[0].value.replace("\\", "")
    assert "Nothing was changed." in html(app)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("abc", "“abc” is no limit. Write a number such as 2000, 0.05 or 5%."),
        ("", "Above or below: The condition threshold needs it."),
    ],
)
def test_what_cannot_be_used_is_said_and_not_tried(opened: Open, typed: str, said: str) -> None:
    app = opened(new="rule")
    _slot(app, "phrase").select("is above").run()
    _slot(app, "above").input(typed).run()
    assert not app.exception
    assert said in html(app)
    assert app.button(key="rule_backtest").disabled
    assert app.button(key="rule_save").disabled


def test_a_metric_that_the_store_lacks_is_said(opened: Open) -> None:
    app = opened(metric="gep_rate")
    assert not app.exception
    assert "Metric: " in html(app)
    assert "gep_rate" in html(app)
    assert app.button(key="rule_save").disabled


@pytest.mark.parametrize(
    ("phrase", "slots"),
    [
        ("is above", {"above"}),
        ("is not between", {"above", "below"}),
        ("uses up its budget", {"share", "budget", "per"}),
        ("no call came for", {"older_than"}),
        ("is recorded on less than", {"column", "below"}),
        ("drifts", {"column"}),
        ("leaves its control chart", {"metric"}),
        ("is worse in the canary", {"candidate", "control"}),
    ],
)
def test_the_slots_depend_on_the_condition(opened: Open, phrase: str, slots: set[str]) -> None:
    app = opened(new="rule")
    _slot(app, "phrase").select(phrase).run()
    assert not app.exception
    for slot in slots:
        assert _slot(app, slot) is not None
    with pytest.raises(StopIteration):
        _slot(app, "against")


def test_a_rule_of_the_file_is_read_only(opened: Open) -> None:
    app = opened({"errors": _daily(for_each=("geo",), runbook="Roll it back.")}, rule="errors")
    assert not app.exception
    assert "set in tidegauge.toml: it is changed there" in html(app)
    assert "in a window of 1 day with at least 5 calls, for each geo" in html(app)
    assert "Runbook: Roll it back." in html(app)
    assert not [one for one in app.selectbox if str(one.key).startswith("ar_")]
    assert "Save rule" not in [one.label for one in app.button]
    app.button(key="rule_copy").click().run()
    assert _slot(app, "for_each").value == ["geo"]
    assert _slot(app, "window").value == "1 day"


def test_the_table_has_every_rule(opened: Open) -> None:
    app = opened({"errors": _daily(), "quiet": _daily(enabled=False)})
    table = app.dataframe[0].value
    assert list(table["Rule"]) == ["errors", "quiet"]
    assert [list(one) for one in table["State"]] == [["? not checked yet"], ["□ off"]]
    assert list(table["Owner"]) == ["ml-oncall", "ml-oncall"]
    app.button(key="rules_backtest").click().run()
    assert "They would" not in html(app)
    assert "It would have paged" in html(app)


def test_a_rule_of_the_page_is_switched_off_and_taken_away(opened: Open) -> None:
    opened()
    save_rule(state.workbench(), "errors", _daily(), by="marta", at=END, reason="they creep")
    app = open_page(PAGE, rule="errors")
    assert "version 1, saved by marta: they creep" in html(app)
    for key, label in (("rule_switch", "Switch off"), ("rule_remove", "Take away")):
        app = open_page(PAGE, rule="errors")
        app.button(key=key).click().run()
        app.text_input(key="act_by").input("ana")
        app.text_input(key="act_reason").input("too loud")
        _submit(app, key, label)
        assert not app.exception
        if label == "Switch off":
            assert not list_rules(state.workbench())[0].table.enabled
    assert list_rules(state.workbench()) == ()


def test_what_is_written_outlives_another_page(opened: Open) -> None:
    app = opened(new="rule")
    _slot(app, "minimum_n").select("50").run()
    app.switch_page("views/setup/health.py").run()
    app.query_params["new"] = "rule"
    app.switch_page(f"views/{PAGE}").run()
    assert _slot(app, "minimum_n").value == "50"


def test_text_of_the_data_is_text(opened: Open, hostile: str) -> None:
    name = hostile.replace("\x00", "")
    app = opened({name: _daily(where=(f"geo = {name}",), runbook=name)}, rule=name)
    assert not app.exception
    said = html(app)
    assert "<script>" not in said
    assert "&lt;script&gt;" in said


def test_a_link_that_says_nonsense_is_told_what_there_is(opened: Open) -> None:
    app = opened(condition="nonsense", metric="error_rate")
    assert not app.exception
    assert "“nonsense” is not a known condition. There are: budget, canary" in html(app)


def test_a_viewer_reads_and_tries_and_changes_nothing(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened()
    save_rule(state.workbench(), "errors", _daily(), by="ana", at=END, reason="they creep")
    Team(tmp_path / "lake", monkeypatch).sign_in("vic")
    app = open_page(PAGE, rule="errors")
    assert not app.exception
    words = {str(one.label) for one in app.button}
    assert not {"Save rule", "New rule", "Suggest from my data", "Switch off…", "Take away…"} & words
    assert "When error rate is worse than in the frozen baseline, in a window of 1 day" in html(app)
    app.button(key="rule_backtest").click().run()
    assert not app.exception
    assert "fired" in html(app)
    # Who only reads leaves no record: the page says so still.
    assert backtests(state.workbench(), _key()) == {}


def test_what_fires_is_said_with_its_segment(opened: Open) -> None:
    opened({"errors": _daily(for_each=("geo",))})
    onset = END - timedelta(days=2)
    fires = Standing("errors", (("geo", "BR"),), State.FIRING, END, END, onset=onset, severity=Severity.P1)
    with state.workbench().begin() as connection:
        write_checks(connection, _key(), [RuleCheck("errors", "", END, END)])
        write_standings(connection, _key(), ["errors"], [fires])
    app = open_page(PAGE)
    assert "1 rule fires." in html(app)
    assert "● P1" in html(app)
    assert "geo = BR" in html(app)
    assert "since Wed 18 Nov 12:00" in html(app)
    shown = app.dataframe[0].value
    assert list(shown.columns)[:4] == ["Rule", "State", "Condition", "Last fired"]
    assert list(shown["Severity"]) == ["P1"]
    report = alerts_overview(state.workbench(), _key(), rules_of(state.settings()), state.settings(), END)
    assert [row.grade for row in report.rows] == ["P1"]


def test_the_back_test_names_the_days_that_there_are(
    opened: Open, tmp_path: Path, rows: Callable[..., pl.DataFrame]
) -> None:
    opened({"errors": _daily()})
    held = state.settings()
    write_frames(tmp_path / "young", {"spans": rows(8 * 21)}, ImportRecord("b", "test", END))
    assert open_page(PAGE).button(key="rule_backtest").label == "Back-test on 60 days"
    state.use(held.model_copy(update={"store": str(tmp_path / "young")}))
    assert open_page(PAGE).button(key="rule_backtest").label == "Back-test on 21 days"


def test_a_store_that_is_away_leaves_the_rules(opened: Open, tmp_path: Path) -> None:
    opened({"errors": _daily()})
    settings = state.settings()
    state.use(settings.model_copy(update={"store": "postgresql://nobody@127.0.0.1:9/traces"}))
    app = open_page(PAGE, rule="errors")
    assert not app.exception
    assert "When error rate is worse" in html(app)


@pytest.mark.parametrize(
    ("points", "place"),
    [
        ([], None),
        ([{"x": "2026-11-20", "customdata": None}], None),
        ([{"customdata": 3}], 3),
        ([{"customdata": [2]}], 2),
    ],
)
def test_a_click_is_of_a_firing_or_of_nothing(points: list[dict[str, Any]], place: int | None) -> None:
    assert clicked({"selection": {"points": points}}) == place
