"""The heat map: a cell for each pair, zero in the middle of the colours, a question mark where it cannot tell."""

import json
from collections.abc import Callable
from math import nan

import pytest

from tidegauge.charts.heat_map import MOST_VALUES, axis_values, drawn_rows, heat_map_spec
from tidegauge.filters import TraceFilter
from tidegauge.findings import Direction, Effect, Verdict
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.reports._records import Comparison, Measure, Segment
from tidegauge.reports.segments import segments
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

COLOURS = ("#00f", "#fff", "#f00")


def segment(
    geo: str, device: str, change: float, verdict: Verdict = Verdict.CHANGED, pooled: int = 0
) -> Segment:
    measure = Measure(0.1, 0.05, 0.15, 100)
    effect = Effect(change, change - 0.1, change + 0.1, "share")
    one = Comparison(
        "error_rate", "Error rate", "share", measure, measure, effect, False, verdict,
        Direction.WORSE, True, 0.01, 0.02, 1.0,
    )  # fmt: skip
    return Segment({"geo": geo, "device": device}, 100, 100, 0.1, 0.1, (one,), pooled)


def cells(*rows: Segment) -> list[dict[str, object]]:
    spec = heat_map_spec(rows, ("geo", "device"), COLOURS, "#000")
    return list(spec["series"][0]["data"])


def test_a_cell_says_where_it_is_and_what_changed() -> None:
    first, second = cells(segment("BR", "ios", 0.04), segment("DE", "web", -0.02))
    assert (first["value"], first["name"]) == ([0, 0, 0.04], "+4.0 pt")
    assert (second["value"], second["name"]) == ([1, 1, -0.02], "−2.0 pt")


def test_what_cannot_be_told_is_grey_with_a_question_mark() -> None:
    for row in (segment("BR", "ios", 0.3, Verdict.CANNOT_TELL), segment("BR", "ios", nan)):
        (cell,) = cells(row)
        assert cell["name"] == "?"
        assert "itemStyle" in cell


def test_colours_are_centred_on_zero_and_reach_the_largest_change() -> None:
    spec = heat_map_spec(
        [segment("BR", "ios", 0.04), segment("DE", "ios", -0.09)], ("geo", "device"), COLOURS, "#000"
    )
    assert (spec["visualMap"]["min"], spec["visualMap"]["max"]) == (-0.09, 0.09)
    nothing = heat_map_spec([], ("geo", "device"), COLOURS, "#000")
    assert nothing["visualMap"]["max"] == 1.0
    assert json.dumps(nothing, allow_nan=False)


def test_pooled_segments_have_no_cell_and_a_value_called_rest_has() -> None:
    rows = [segment("rest", "rest", 0.1, pooled=3), segment("rest", "ios", 0.2)]
    assert drawn_rows(rows, ("geo", "device")) == rows[1:]


def test_only_the_values_with_most_traffic_are_drawn() -> None:
    rows = [segment(f"v{number}", "ios", 0.1) for number in range(MOST_VALUES + 5)]
    assert len(axis_values(rows, "geo")) == MOST_VALUES == len(cells(*rows))


@pytest.mark.parametrize("compare", [True, False])
def test_a_real_report_is_drawn_whole_and_is_valid_json(
    source: Source, ask: Callable[..., TraceFilter], compare: bool
) -> None:
    by = ("geo", 'a"b%c:d?e [select] é')
    metrics = chosen_metrics(["error_rate"], Settings(), source.store.catalog())
    report = segments(source, ask(compare=compare), metrics, by)
    spec = heat_map_spec(report.rows, by, COLOURS, "#000")
    assert len(spec["series"][0]["data"]) == len(report.rows)
    assert json.dumps(spec, allow_nan=False)
