"""What probes say of a target: ticks, sentences, since when, and what they add to Scope."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

pytest.importorskip("py3langid", reason="the extra tidegauge[judge] is not installed")

from tests.probe_history import AFTER, BEFORE, EVERY, FIRST, fill
from tidegauge.findings import Verdict
from tidegauge.reports._probes.records import ProbeSeries, TickState
from tidegauge.reports.probes import probe_series, table
from tidegauge.workbench.engine import open_workbench
from tidegauge.workbench.probe_checks import record_reference

NOW = datetime(2026, 11, 22)
QUIET = 10


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    """A target that is switched after ten runs, and one that is not."""
    made = open_workbench(f"sqlite:///{tmp_path_factory.mktemp('probes') / 'w.sqlite'}")
    fill(made, [BEFORE] * QUIET + [AFTER] * 3)
    small = replace(BEFORE, model="aster-mini-2026-03", fingerprint=None)
    fill(made, [small] * QUIET, model="aster-mini", seed=8)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def series(engine: sa.Engine) -> dict[str, ProbeSeries]:
    return {one.target: one for one in probe_series(engine, NOW)}


def test_a_silent_change_is_said_with_all_that_it_stands_on(series: dict[str, ProbeSeries]) -> None:
    found = series["aster-large"].findings[0]
    assert (found.verdict, found.kind) == (Verdict.CHANGED, "probe.silent")
    switched = FIRST + QUIET * EVERY
    assert f"between Thu 12 Nov {switched - EVERY:%H:%M} and Thu 12 Nov {switched:%H:%M}" in found.sentence
    assert "shorter" in found.sentence
    assert "Its version string is the same, aster-large-2026-05." in found.sentence
    assert found.onset == switched
    assert found.effect is not None
    assert found.effect.low < found.effect.value < found.effect.high < 0
    assert any("no change of ours" in one for one in found.details)
    assert (found.n_reference, found.link and found.link.page) == (24 * 8, "versions")


def test_ticks_say_what_each_run_was(series: dict[str, ProbeSeries]) -> None:
    states = [one.state for one in series["aster-large"].ticks]
    assert states[:8] == [TickState.REFERENCE] * 8
    assert TickState.CHANGED not in states[:QUIET]
    assert states[QUIET:] == [TickState.CHANGED] * 3


def test_a_quiet_target_never_says_that_nothing_changed(series: dict[str, ProbeSeries]) -> None:
    (found,) = series["aster-mini"].findings
    assert found.verdict in {Verdict.NOT_MATERIAL, Verdict.CANNOT_TELL}
    assert "in 2 looks" in found.sentence
    assert any("≥" in one for one in found.details)


def test_the_table_has_every_look_at_every_measure(series: dict[str, ProbeSeries]) -> None:
    frame = table(list(series.values()))
    assert frame["look"].max() == 5
    assert set(frame["measure"].unique()) == {"outcomes", "length", "speed", "model", "fingerprint"}
    newest = frame.filter((frame["look"] == 5) & (frame["measure"] == "length"))
    assert newest["runs"].to_list() == [1, 2, 4]


def test_an_alias_that_moves_is_what_the_endpoint_says(tmp_path: Path) -> None:
    engine = open_workbench(f"sqlite:///{tmp_path / 'w.sqlite'}")
    fill(engine, [BEFORE] * 9 + [replace(BEFORE, model="aster-large-2026-11", fingerprint="fp_two")])
    (one,) = probe_series(engine, NOW)
    kinds = [found.kind for found in one.findings]
    assert kinds[1:] == ["probe.alias", "probe.fingerprint"]
    assert (
        "answers come from aster-large-2026-11, before from aster-large-2026-05" in one.findings[1].sentence
    )
    assert one.findings[1].p_value is None
    engine.dispose()


def test_a_new_reference_forgets_what_was_before_it(tmp_path: Path) -> None:
    engine = open_workbench(f"sqlite:///{tmp_path / 'w.sqlite'}")
    ids = fill(engine, [BEFORE] * 9 + [AFTER] * 2)
    record_reference(engine, "aster-large", ids[-1], by="ann", at=NOW, reason="understood")
    fill(engine, [AFTER] * 9, seed=5, first=FIRST + timedelta(days=4))
    (one,) = probe_series(engine, NOW)
    assert (one.runs, one.reference, one.looks) == (9, 8, 1)
    assert one.findings[0].verdict is not Verdict.CHANGED
    assert one.signed.endswith("by ann: understood")
    engine.dispose()


def test_nobody_probed_is_nothing(tmp_path: Path) -> None:
    engine = open_workbench(f"sqlite:///{tmp_path / 'w.sqlite'}")
    assert probe_series(engine, NOW) == ()
    assert table(()).height == 0
    engine.dispose()
