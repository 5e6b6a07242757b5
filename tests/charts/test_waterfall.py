"""The waterfall's option: what is drawn where, and that no text of a trace becomes a template."""

import json
from dataclasses import dataclass

import polars as pl

from tidegauge.charts.colours import ChartColours
from tidegauge.charts.waterfall import frame, height, waterfall_spec

COLOURS = ChartColours("#1", "#2", "#3", "#4", "#5")


@dataclass(frozen=True)
class Row:
    name: str
    kind: str = "model"
    depth: int = 0
    start_ms: float = 0.0
    duration_ms: float | None = 100.0
    failed: bool = False
    fact: str = ""


ROWS = (
    Row("root", "agent", duration_ms=3900.0),
    Row("generate", depth=1, start_ms=660.0, duration_ms=1410.0, fact="1,904 tokens"),
    Row("check", "check", depth=1, start_ms=2075.0, duration_ms=6.0, failed=True, fact="decimal comma"),
    Row("late", depth=9, duration_ms=None),
)


def test_bars_begin_where_spans_begin_and_each_is_in_the_series_of_its_colour():
    drawn = frame(ROWS, ("model", "agent", "tool"))
    assert drawn["start"].to_list() == [0.0, 660.0, 2075.0, 0.0]
    assert drawn["agent"].to_list() == [3900.0, None, None, None]
    assert drawn["model"].to_list() == [None, 1410.0, None, 0.0]
    assert drawn["failed"].to_list() == [None, None, 6.0, None]
    assert "tool" not in drawn.columns
    assert drawn["label"].to_list() == ["3.9 s", "1.4 s 1,904 tokens", "6 ms ✕ decimal comma", ""]


def test_colours_are_those_of_the_kind_and_of_failure():
    rows = (*ROWS, Row("odd", "label"))
    spec = waterfall_spec(rows, {"model": "#m", "agent": "#a", "tool": "#t"}, "#f", COLOURS)
    colours = {part["name"]: part["itemStyle"]["color"] for part in spec["series"][1:]}
    assert colours == {"other": "#1", "model": "#m", "agent": "#a", "failed": "#f"}
    assert spec["dataset"]["source"]["label"][-1] == "100 ms"
    assert spec["xAxis"]["max"] > 3900


def test_names_are_indented_and_bounded():
    names = waterfall_spec((Row("n" * 500, depth=3),), {}, "#f", COLOURS)["yAxis"]["data"]
    assert names[0].startswith("\u2003" * 3 + "n")
    assert len(names[0]) <= 22


def test_text_of_a_trace_is_data_and_never_a_template():
    hostile = "{b} {@label} <img src=x onerror=alert(1)>"
    spec = waterfall_spec((Row(hostile, fact=hostile, failed=True),), {}, "#f", COLOURS)
    formatters = [part["label"]["formatter"] for part in spec["series"][1:]]
    assert set(formatters) == {"{@label}"}
    assert "formatter" not in spec["yAxis"]["axisLabel"]
    assert spec["tooltip"] == {"show": False}
    table = spec.pop("dataset")["source"]
    assert isinstance(table, pl.DataFrame)
    json.dumps(spec)


def test_an_empty_trace_draws_nothing():
    assert frame((), ()).height == 0
    assert waterfall_spec((), {}, "#f", COLOURS)["xAxis"]["max"] == 1
    assert height(()) < height(ROWS)
