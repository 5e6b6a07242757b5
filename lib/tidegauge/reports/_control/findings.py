"""The finding of a chart: its sentence, what it stands on, since when, and the link that shows it."""

from collections.abc import Sequence
from datetime import datetime

from tidegauge import formats
from tidegauge.findings import Finding, Link, Verdict
from tidegauge.reports._control.judged import Judged
from tidegauge.reports._control.level import recent
from tidegauge.reports._control.records import State, Turn
from tidegauge.reports._control.sentence import sentence
from tidegauge.reports._control.words import began, counted, moment, noun, value


def finding(judged: Judged, method: str, turned: Sequence[Turn], currency: str) -> Finding:
    """Return the finding of one chart; `turned` are its change points, which date it better than its signals do."""
    segment = judged.points.segment
    return Finding(
        judged.verdict,
        f"control.{method}",
        sentence(judged, currency),
        _details(judged, currency),
        metric=judged.metric.name,
        segment=segment,
        direction=judged.direction,
        rising=judged.rising if judged.verdict is Verdict.CHANGED else None,
        effect=judged.effect,
        n_reference=judged.stage.points,
        n_current=judged.drawn[-1].n if judged.drawn else 0,
        p_value=judged.p_value,
        onset=_onset(judged, turned),
        link=Link("control", {"chart": judged.metric.name, **_where(judged)}),
    )


def _onset(judged: Judged, turned: Sequence[Turn]) -> datetime | None:
    """The last change point, where signals follow it; else the first signal of the last run."""
    since = judged.since
    if since is not None and judged.is_cut:
        return None
    if since is None or judged.ruler is not None:
        return judged.ruler.since if since and judged.ruler else None
    last = turned[-1] if turned else None
    follows = last is not None and (
        last.low <= since.at <= last.high or last.at <= since.at <= judged.out[-1].at
    )
    return last.at if last is not None and follows else since.at


def _where(judged: Judged) -> dict[str, tuple[str, ...]]:
    return (
        {"where": tuple(f"{name} = {one}" for name, one in judged.points.segment.items())}
        if judged.points.segment
        else {}
    )


def _details(judged: Judged, currency: str) -> tuple[str, ...]:
    if judged.state is State.UNKNOWN:
        return ("drawn without limits", "Re-base to take other days for normal")
    return tuple(
        part
        for part in (
            *_since(judged, currency),
            _baseline_signals(judged),
            _level(judged, currency),
            _last_week(judged, currency),
        )
        if part
    )


def _since(judged: Judged, currency: str) -> list[str]:
    out, since = judged.out, judged.since
    if not out or since is None:
        return []
    found = [f"{counted(judged, 'signals')}, {began(judged)}"]
    if out[0].at < since.at:
        found.append(f"a first time on {moment(out[0].at, judged.points)}")
    if judged.effect is not None:
        n = 1 if judged.spike else len(judged.run)
        which = (
            "that point"
            if judged.spike
            else f"the last {n} {noun(judged.points, n)}"
            if n > 1
            else "that point"
        )
        found.append(f"{which} {formats.difference(judged.effect, judged.metric.unit, currency=currency)}")
    return found


def _baseline_signals(judged: Judged) -> str:
    """Return what a wild point in the baseline does: it widens the limits that everything is held to."""
    own = [point for point in judged.baseline if point.outside]
    if not own or judged.state is State.WITHIN:
        return ""
    more = f" and {len(own) - 1} more" if len(own) > 1 else ""
    return f"the baseline itself has a signal on {moment(own[0].at, judged.points)}{more}: its limits may be too wide"


def _level(judged: Judged, currency: str) -> str:
    uneven = judged.stage.uneven
    if uneven is None or judged.state is State.WITHIN:
        return ""
    before, after = (value(one, judged, currency) for one in (uneven.before, uneven.after))
    start = moment(judged.stage.frozen.window.start, judged.points)
    return f"the baseline itself is not level ({before} → {after}): it began on {start} or earlier"


def _last_week(judged: Judged, currency: str) -> str:
    still = recent(judged.points)
    if still is None:
        return ""
    name = "day on day" if judged.points.grid.hourly else "week on week"
    return f"{name} {formats.difference(still.effect, judged.metric.unit, currency=currency)}"
