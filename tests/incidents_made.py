"""Incidents of tests: the story of `pages.md`, section 7.10, minute by minute."""

from datetime import datetime, timedelta

from tidegauge.alerts.records import Segment, Severity, State, Transition
from tidegauge.incidents.page_state import PageState
from tidegauge.incidents.records import Impact, Opening

ONSET = datetime(2026, 11, 17, 14, 20)
FIRED = datetime(2026, 11, 17, 14, 52)
BR: Segment = (("geo", "BR"), ("device", "ios"), ("prompt_version", "v7"))


def firing(
    at: datetime = FIRED,
    rule: str = "format-failures",
    segment: Segment = BR,
    severity: Severity | None = Severity.P1,
    after: State = State.FIRING,
    muted: str | None = None,
) -> Transition:
    """Return the alert of the story, or one like it."""
    before = State.PENDING if after is State.FIRING else State.FIRING
    return Transition(
        rule,
        segment,
        at,
        before,
        after,
        ONSET,
        severity,
        "Format failures rose from 0.9% to 71%.",
        muted=muted,
        because=f"{severity}: quality in the segment fell more than 20%",
    )


def opening(title: str = "Format failures", segment: Segment = BR, **more: object) -> Opening:
    """Return what Scope would open the incident of the story with."""
    week = timedelta(days=7)
    page = PageState(FIRED - week, FIRED, FIRED - 2 * week, FIRED - week, "the 7 days before")
    impact = Impact("Format failures", "share", "rate", 0.71, 0.68, 0.74, 0.009, 0.022, 848, "lower")
    told = {
        "metric": "format_failure_rate",
        "onset": ONSET,
        "page": page,
        "impact": impact,
        "severity": Severity.P1,
    }
    return Opening(title, segment, **{**told, **more})  # type: ignore[arg-type]
