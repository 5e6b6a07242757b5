"""A gate as a test: `@pytest.mark.tidegauge_gate(candidate=..., baseline=...)`. Nothing is imported until a test asks for it."""

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tidegauge.gate.records import GateReport

MARKER = "tidegauge_gate"
_HELP = (
    "tidegauge_gate(candidate, baseline, store=None, config=None, where=(), start=None, end=None, window=None, golden='', "
    "policy=None, not_enough='fail'): the test fails where the candidate does; with not_enough='skip' it is skipped where "
    "there is not enough data."
)
_KEY: "pytest.StashKey[GateReport]" = pytest.StashKey()


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", _HELP)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Run the gate of a marked test before the test itself."""
    marker = item.get_closest_marker(MARKER)
    if marker is None:
        return
    from tidegauge.errors import TidegaugeError  # noqa: PLC0415  see above
    from tidegauge.gate.records import Outcome  # noqa: PLC0415  as above

    try:
        report = _report(marker)
    except TidegaugeError as problem:
        pytest.fail(f"COULD NOT READ: {problem}", pytrace=False)
    item.stash[_KEY] = report
    said = f"{report.outcome.badge}: {report.findings[0].sentence}"
    if report.outcome is Outcome.NOT_ENOUGH_DATA and marker.kwargs.get("not_enough") == "skip":
        pytest.skip(said)
    if report.outcome is not Outcome.PASS:
        pytest.fail(said, pytrace=False)


@pytest.fixture
def gate_report(request: pytest.FixtureRequest) -> "GateReport":
    """Return the report of the test's own marker."""
    report: GateReport | None = request.node.stash.get(_KEY, None)
    if report is None:
        pytest.fail(
            f"This test has no marker: @pytest.mark.{MARKER}(candidate=..., baseline=...).", pytrace=False
        )
    return report


def _report(marker: pytest.Mark) -> "GateReport":
    from tidegauge.errors import SettingsError, unknown  # noqa: PLC0415  as above
    from tidegauge.gate.marked import KEYS, marked_gate  # noqa: PLC0415  as above

    if len(marker.args) > 2:
        raise SettingsError(
            f"@pytest.mark.{MARKER}: after candidate and baseline every argument needs its name."
        )
    given: dict[str, Any] = dict(zip(("candidate", "baseline"), marker.args, strict=False)) | dict(
        marker.kwargs
    )
    for name in given:
        if name not in KEYS:
            raise SettingsError(f"@pytest.mark.{MARKER}: {unknown('argument', name, KEYS)}")
    return marked_gate(given)
