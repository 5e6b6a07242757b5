"""What the link says is what the bar asks; what cannot be read is said, and the rest still counts."""

from collections.abc import Callable
from datetime import datetime

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from app.components.filter_bar import Asked
from tidegauge.filters import Condition, Grain

Run = Callable[..., AppTest]
Rows = Callable[..., pl.DataFrame]


def _asked(app: AppTest) -> Asked:
    assert not app.exception
    found: Asked = app.session_state["tg_asked"]
    return found


def test_a_link_is_understood(run: Run, rows: Rows) -> None:
    query = {
        "window": "last 24 hours",
        "where": ["geo = BR", "status != error"],
        "n": "7",
        "tz": "Asia/Tokyo",
    }
    asked = _asked(run(rows(200), **query, against="same hours last week"))
    assert asked.filter.where == (Condition("geo", "=", ("BR",)), Condition("status", "!=", ("error",)))
    assert asked.filter.current.window.length.days == 1
    assert (asked.filter.comparison, asked.filter.minimum_n) == ("same hours last week", 7)
    assert asked.filter.time_zone == "Asia/Tokyo"
    assert asked.complaints == ()


def test_a_chip_that_is_not_understood_is_kept_said_and_ignored(run: Run, rows: Rows) -> None:
    app = run(rows(50), where=["gep = BR", "geo = BR"])
    asked = _asked(app)
    assert asked.filter.where == (Condition("geo", "=", ("BR",)),)
    assert asked.complaints == ("“gep” is not a known attribute. Did you mean geo? It is ignored.",)
    assert app.multiselect(key="where").value == ["gep = BR", "geo = BR"]


@pytest.mark.parametrize("chip", ["geo", "geo =", "duration_ms > slow", "<b> = 1", "'; DROP TABLE spans; --"])
def test_no_chip_breaks_the_page(run: Run, rows: Rows, chip: str) -> None:
    asked = _asked(run(rows(50), where=[chip]))
    assert len(asked.complaints) == 1
    assert asked.filter.where == ()


def test_chosen_dates_are_the_viewer_s(run: Run, rows: Rows) -> None:
    times = {"from": "2026-11-10T08:00", "to": "2026-11-12T08:00", "tz": "Asia/Tokyo"}
    asked = _asked(run(rows(200), window="choose dates…", **times))
    assert asked.filter.current.window.start == datetime(2026, 11, 9, 23)
    assert asked.filter.current.window.end == datetime(2026, 11, 11, 23)


def test_dates_in_the_wrong_order_are_said(run: Run, rows: Rows) -> None:
    times = {"from": "2026-11-12T08:00", "to": "2026-11-10T08:00"}
    asked = _asked(run(rows(200), window="choose dates…", **times))
    assert len(asked.complaints) == 1
    assert "before it starts" in asked.complaints[0]


def test_two_versions(run: Run, rows: Rows) -> None:
    query = {"against": "version A against B…", "dimension": "geo", "a": "US", "b": "BR"}
    asked = _asked(run(rows(200), **query))
    assert asked.filter.where == (Condition("geo", "=", ("BR",)),)
    assert asked.filter.reference is not None
    assert asked.filter.reference.where == (Condition("geo", "=", ("US",)),)


def test_what_no_widget_can_hold_is_left_out(run: Run, rows: Rows) -> None:
    asked = _asked(run(rows(50), window="last century", against="the moon", n="-3"))
    # Which one it opens with hangs on how long ago these rows ended.
    assert asked.request.window in {"last 7 days", "later half"}
    assert asked.filter.minimum_n == 100
    assert [said.partition(" is not")[0] for said in asked.complaints[:2]] == ["“last century”", "“the moon”"]


def test_what_streamlit_drops_of_a_link_is_said_first(run: Run, rows: Rows) -> None:
    asked = _asked(run(rows(50), window="last 9 days"))
    assert asked.complaints == (
        "“last 9 days” is not a known window. Did you mean last 7 days? It is ignored.",
    )
    assert _asked(run(rows(50), window="last 28 days", against="the 28 days before")).complaints == ()


def test_an_unknown_zone_is_said(run: Run, rows: Rows) -> None:
    asked = _asked(run(rows(50), tz="Mars/Olympus"))
    assert asked.filter.time_zone == "UTC"
    assert "Mars/Olympus" in asked.complaints[0]


def test_a_link_says_what_a_row_is(run: Run, rows: Rows) -> None:
    asked = _asked(run(rows(50), grain="span"))
    assert (asked.filter.grain, asked.complaints) == (Grain.SPAN, ())
    asked = _asked(run(rows(50), grain="row"))
    assert asked.filter.grain is Grain.CALL
    assert asked.complaints[0].startswith("“row” is not a known grain.")


def test_the_compared_attribute_is_not_what_divides(run: Run, rows: Rows) -> None:
    spans = rows(200).with_columns(device=pl.Series(["ios", "web"] * 100))
    query = {"against": "version A against B…", "dimension": "geo", "a": "US", "b": "BR"}
    assert run(spans, "watch/segments.py").multiselect(key="by").proto.placeholder.startswith("geo ")
    compared = run(None, "watch/segments.py", **query)
    assert compared.multiselect(key="by").proto.placeholder.startswith("device ")


def test_a_trace_that_nobody_chose(run: Run, rows: Rows) -> None:
    app = run(rows(5), "respond/trace.py")
    assert not app.exception
    assert any("No trace is chosen." in block.proto.body for block in app.get("html"))
