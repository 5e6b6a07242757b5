"""The control chart as ECharts: what is drawn is what the record holds."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from tests.reports.test_cost_per_call import FIRST, _days, _week
from tidegauge.charts.control_line import ControlLook, control_line_spec
from tidegauge.reports._control.records import ControlChart
from tidegauge.reports._cost.per_call import per_call_chart
from tidegauge.settings_cost import CostTable

LOOK = ControlLook("#000001", "#000002", "#000003", "#000004", "#000005", "#000006")


@pytest.fixture
def chart(written) -> ControlChart:
    money = np.random.default_rng(3).gamma(4.0, 0.01, (35, 200))
    money[-3:] *= 1.6
    found = per_call_chart(written(_days(money)), _week(), CostTable())
    assert found is not None
    return found


def test_points_limits_and_signals_are_the_records(chart: ControlChart) -> None:
    frame = control_line_spec(chart, LOOK)["dataset"]["source"]
    assert frame["time"].to_list() == [one.at for one in chart.points]
    assert frame["value"].to_list() == pytest.approx([one.statistic for one in chart.points])
    assert frame["upper"].to_list() == pytest.approx([one.upper for one in chart.points])
    outside = [one.at for one in chart.points if one.outside]
    assert len(outside) >= 3
    assert frame.drop_nulls("outside")["time"].to_list() == outside


def test_the_baselines_days_are_marked_on_the_viewers_clock(chart: ControlChart) -> None:
    line = next(one for one in control_line_spec(chart, LOOK, "Asia/Tokyo")["series"] if "markArea" in one)
    ((start, end),) = line["markArea"]["data"]
    assert datetime.fromisoformat(start["xAxis"]) == FIRST + timedelta(hours=9)
    assert datetime.fromisoformat(end["xAxis"]) == FIRST + timedelta(days=21, hours=9)
