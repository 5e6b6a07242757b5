"""Links to a page as it was: whole minutes of the reader's clock, which hold the window."""

from datetime import datetime, timedelta

from tidegauge.incidents.page_link import page_params
from tidegauge.incidents.page_state import PageState

END = datetime(2026, 11, 17, 14, 52)


def test_whole_minutes_stay() -> None:
    page = PageState(END - timedelta(hours=1), END, END - timedelta(hours=2), END - timedelta(hours=1))
    found = page_params(page, "Europe/Berlin")
    assert (found["from"], found["to"]) == ("2026-11-17T14:52", "2026-11-17T15:52")
    assert (found["ref_from"], found["ref_to"]) == ("2026-11-17T13:52", "2026-11-17T14:52")


def test_the_minute_in_which_a_window_ends_belongs_to_it() -> None:
    found = page_params(PageState(END - timedelta(hours=1), END + timedelta(microseconds=1)), "UTC")
    assert (found["to"], found["against"]) == ("2026-11-17T14:53", "nothing")
