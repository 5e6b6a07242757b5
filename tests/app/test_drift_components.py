"""The parts of the page Drift on made-up rows: every kind is drawn, the link decides, hostile text stays text."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests import drift_rows
from tests.app.app_run import html, use_lake

Script = Callable[..., AppTest]


def _page() -> None:
    import streamlit as st

    from app.components.drift.choice import shown_rows, verdict_choice
    from app.components.drift.panel import drift_panel
    from app.components.drift.table import drift_table
    from tests import drift_rows

    report = drift_rows.report()
    rows = shown_rows(report, verdict_choice(report))
    row = drift_table(report, rows, statistics="statistics" in st.query_params)
    drift_panel(report, row, lambda: drift_rows.detail(row))


@pytest.fixture
def script(tmp_path: Path) -> Script:
    use_lake(tmp_path)

    def run(**query: str) -> AppTest:
        app = AppTest.from_function(_page, default_timeout=60)
        for name, value in query.items():
            app.query_params[name] = value
        app = app.run()
        assert not app.exception
        assert not [error.value for error in app.error]
        return app

    return run


@pytest.mark.parametrize("row", drift_rows.ROWS, ids=lambda row: row.kind.value + "-" + row.verdict.value)
def test_every_kind_of_row_unfolds(script: Script, row: drift_rows.DriftRow) -> None:
    app = script(row=row.key)
    place = drift_rows.ROWS.index(row) + 1
    assert f"row {place} of {len(drift_rows.ROWS)}" in html(app)
    assert len(app.get("plotly_chart")) == sum(
        bool(one) for one in (drift_rows.detail(row).distribution, drift_rows.detail(row).trend)
    )


def test_without_a_row_in_the_link_the_first_is_chosen(script: Script) -> None:
    assert "row 1 of" in html(script())
    assert "row 1 of" in html(script(row="no such row"))


def test_pills_count_and_filter_and_the_link_holds_the_verdict_alone(script: Script) -> None:
    app = script()
    (pills,) = app.get("button_group")
    assert [option.content for option in pills.proto.options] == [
        f"all {len(drift_rows.ROWS)}", "changed 5", "cannot tell 2", "not comparable 1", "not material 6",
    ]  # fmt: skip
    app = script(verdict="not-material")
    assert len(app.dataframe[0].value) == 6
    assert "row 9 of" in html(app)
    assert len(script(verdict="nonsense").dataframe[0].value) == len(drift_rows.ROWS)


def test_choosing_a_pill_writes_the_link(script: Script) -> None:
    app = script()
    app.button_group[0].set_value("cannot-tell").run()
    assert app.query_params["verdict"] == "cannot-tell"
    app.button_group[0].set_value("all").run()
    assert "verdict" not in app.query_params


def test_the_table_says_what_happened_and_statistics_come_on_request(script: Script) -> None:
    table = script().dataframe[0].value
    assert list(table.columns) == ["What", "Verdict", "Before → now", "Size", "Since", "Rows"]
    first = table.iloc[0]
    assert (first["What"], list(first["Verdict"])) == ("Output · JSON valid", ["▼ changed: worse"])
    assert (first["Before → now"], first["Since"]) == ("99.1% → 96.3%", "Thu 19 Nov 02:00")
    more = script(statistics="true").dataframe[0].value.iloc[0]
    assert (more["KS"], more["PSI"], more["PSI without drift"], more["JSD, bits"]) == (
        "0.31",
        "0.72",
        "0.004",
        "0.11",
    )
    assert (more["p corrected"], more["n before"], more["n now"]) == ("< 0.001", 20_940, 21_307)
    assert more["Published thresholds"] == "fires: KS p 0.05, PSI 0.2, JSD 0.1"


def test_a_change_of_mix_alone_shows_its_two_parts(script: Script) -> None:
    text = html(script(row="decision.sent_to_a_person"))
    assert "+3.6 pt [3.1, 4.1]" in text
    assert "−0.1 pt [−0.6, 0.4]" in text


def test_hostile_text_is_text(script: Script) -> None:
    hostile = next(row for row in drift_rows.ROWS if row.what == drift_rows.HOSTILE)
    app = script(row=hostile.key)
    assert "<script>" not in html(app)
    assert "&lt;script&gt;" in html(app)
    assert not any("evil.test" in block.value for block in app.markdown)
    assert not any("evil.test" in (one.label or "") for one in (*app.button, *app.expander))
    assert any("evil.test" in block.value for block in app.code)
