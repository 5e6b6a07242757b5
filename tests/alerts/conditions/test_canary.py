"""The condition canary: calls beside others, with what chance explains by scipy's binomial."""

import polars as pl
import pytest

from tests.alert_calls import BEGAN, HOUR, failing, lake, late, readings, rule
from tidegauge.alerts.conditions.canary import CONDITION
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

SIDES = {"candidate": "variant = canary", "control": "variant = baseline"}


@pytest.fixture(scope="module")
def bad(quiet_calls: pl.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Source:
    """The store whose canary fails and is slow from `BEGAN` on."""
    canary = pl.col("variant") == "canary"
    slow = pl.when(late() & canary).then(3).otherwise(1) * pl.col("duration_ms")
    frame = quiet_calls.with_columns(failing(0.5, canary), slow.alias("duration_ms"))
    return lake(tmp_path_factory.mktemp("canary") / "lake", frame)


@pytest.mark.parametrize("metric", ["error_rate", "mean(duration_ms)", "latency_p50"])
def test_a_bad_canary_is_found_beside_what_runs_with_it(bad: Source, metric: str) -> None:
    of = rule(condition="canary", metric=metric, direction="any", window=4 * HOUR, **SIDES)
    found = [one for one in readings(bad, of, 12) if one.breach is not None]
    before, after = (
        [one for one in found if (one.at > BEGAN + 4 * HOUR) is later] for later in (False, True)
    )
    # One rule alone may be breached by chance in one window of 13.
    assert sum(one.breach is True for one in before if one.at <= BEGAN) <= 1
    assert sum(one.breach is True for one in after) >= 0.8 * len(after)
    said = CONDITION.sentence(of, Settings(), after[-1], BEGAN)
    assert " of variant = canary is " in said
    assert ", of variant = baseline " in said


def test_without_anything_beside_it_nothing_is_said(bad: Source) -> None:
    of = rule(
        condition="canary", metric="error_rate", candidate="variant = canary", control="variant = nosuch"
    )
    assert {one.breach for one in readings(bad, of)} == {None}
