from datetime import datetime, timedelta

import pytest

from tidegauge.filters import Window
from tidegauge.reports._records import Windows
from tidegauge.reports._words import words

NOW = datetime(2026, 11, 21, 9)
WEEK = Window(datetime(2026, 11, 14, 9), datetime(2026, 11, 21, 9))


def _windows(reference: Window | None, **changed: object) -> Windows:
    fields = {"comparison": "x", "n_current": 38_412, "n_reference": 37_208, "time_zone": "Europe/Berlin"}
    return Windows(current=WEEK, reference=reference, **{**fields, "complete_to": None, **changed})  # type: ignore[arg-type]


def test_the_line_of_the_design() -> None:
    found = words(_windows(WEEK.earlier(WEEK.length), complete_to=datetime(2026, 11, 21, 8, 52)), NOW)
    assert found == (
        "Sat 14 Nov 10:00 to Sat 21 Nov 10:00 against Sat 7 Nov 10:00 to Sat 14 Nov 10:00, same hours of the week "
        "· 38,412 calls against 37,208 · Europe/Berlin · data complete to 09:52"
    )


@pytest.mark.parametrize(
    ("hours", "ending"), [(24 * 8, ", same hours"), (24 * 14, ", same hours of the week"), (7 * 24 + 5, "")]
)
def test_how_the_windows_are_aligned(hours: int, ending: str) -> None:
    text = words(_windows(WEEK.earlier(timedelta(hours=hours))), NOW).split(" · ")[0]
    assert text.endswith(ending)
    assert ("same hours" in text) == bool(ending)


def test_a_day_of_25_hours_is_said() -> None:
    # Europe/Berlin left summer time on 25 October 2026 at 01:00 UTC.
    autumn = Window(datetime(2026, 10, 24), datetime(2026, 10, 27))
    assert "one day of 25 hours" in words(
        Windows(autumn, None, "nothing", 1, None, "Europe/Berlin", None), NOW
    )
