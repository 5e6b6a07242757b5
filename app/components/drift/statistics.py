"""The statistics behind the drift table: what each method says, and whether a tool that goes by it would have fired."""

from typing import Any

import streamlit as st

from tidegauge import formats
from tidegauge.reports._drift.records import DriftReport, DriftRow, DriftTest

SHOWN = {"psi": "PSI", "kolmogorov_smirnov": "KS", "total_variation": "TVD", "jensen_shannon": "JSD, bits"}
"""{method: its column}; a row's other methods stand in its panel."""


def statistics_cells(row: DriftRow, report: DriftReport) -> dict[str, object]:
    """Return a row's further cells; a column that no row of the report has is left out."""
    tests = {test.name: test for test in row.tests}
    recorded = {test.name for one in report.rows for test in one.tests}
    cells: dict[str, object] = {"p": _p(row), "p corrected": _bare_p(row.p_value)}
    for name, column in SHOWN.items():
        if name in recorded:
            cells[column] = _number(tests.get(name))
        if name == "psi" and name in recorded:
            cells["PSI without drift"] = _no_drift(tests.get(name))
    return cells | {"Published thresholds": fired(row), "n before": row.n_reference, "n now": row.n_current}


def fired(row: DriftRow) -> str:
    """Return what tools that go by published thresholds would have said: `fires: PSI 0.2 · quiet: KS 0.05`."""
    known = [test for test in row.tests if test.exceeds is not None and test.threshold is not None]
    sides = {
        "fires": [one for one in known if one.exceeds],
        "quiet": [one for one in known if not one.exceeds],
    }
    return " · ".join(f"{word}: {', '.join(map(_rule, tests))}" for word, tests in sides.items() if tests)


def _rule(test: DriftTest) -> str:
    return f"{_short(test)} {threshold(test)}"


def _short(test: DriftTest) -> str:
    return SHOWN.get(test.name, test.label).partition(",")[0]


def threshold(test: DriftTest) -> str:
    """Return the published threshold; where the field goes by the p-value it says so."""
    return f"{'p ' if test.of_p_value else ''}{test.threshold:g}"


def _p(row: DriftRow) -> str:
    return _bare_p(next((test.p_value for test in row.tests if test.p_value is not None), None))


def _bare_p(number: float | None) -> str:
    return formats.p_value(number).removeprefix("p ")


def _number(test: DriftTest | None) -> str:
    return formats.MISSING if test is None else small(test.value)


def _no_drift(test: DriftTest | None) -> str:
    return formats.MISSING if test is None or test.no_drift is None else small(test.no_drift)


def small(number: float) -> str:
    """Return a distance: two decimals, three where two would say nothing.

    >>> small(0.314), small(0.0042), small(-12.3), small(0.0001), small(0)
    ('0.31', '0.004', '−12.30', '< 0.001', '0')
    """
    if abs(number) < 0.0005:
        return "< 0.001" if number else "0"
    return formats.decimal(number, 2 if abs(number) >= 0.0995 else 3)


STATISTICS: dict[str, Any] = {
    name: st.column_config.TextColumn(width=width, alignment="right")
    for name, width in {
        "p": 64,
        "p corrected": 84,
        "PSI": 60,
        "PSI without drift": 112,
        "KS": 60,
        "TVD": 60,
        "JSD, bits": 68,
    }.items()
} | {
    "Published thresholds": st.column_config.TextColumn(
        width=220, help="Whether a tool that goes by the threshold of the field would have fired"
    ),
    "n before": st.column_config.NumberColumn(format="localized"),
    "n now": st.column_config.NumberColumn(format="localized"),
}
