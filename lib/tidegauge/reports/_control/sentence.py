"""What a chart says in one sentence: how the metric stands to its baseline, from what to what, since when."""

from tidegauge import formats
from tidegauge.findings import Verdict
from tidegauge.formats.times import local
from tidegauge.reports._control.judged import Judged
from tidegauge.reports._control.level import recent
from tidegauge.reports._control.records import ControlPoint, State
from tidegauge.reports._control.words import began, between, counted, is_plural, moment, noun, value
from tidegauge.reports._sentences import named

MOVING = 0.01
"""The p-value below which the last week differs from the one before it."""


def sentence(judged: Judged, currency: str) -> str:
    """Return the sentence. It must be true when read aloud without the page."""
    name = judged.metric.label
    if judged.points.segment:
        name += f" where {named(judged.points.segment)}"
    match judged.state:
        case State.UNKNOWN:
            has = "have" if is_plural(judged.metric.label) else "has"
            return f"{name} {has} no limits: {_refused(judged)}"
        case State.WITHIN:
            stay, its = ("stay", "their") if is_plural(judged.metric.label) else ("stays", "its")
            return f"{name} {stay} within {its} limits{_unless(judged, currency)}"
        case _:
            return _of_signals(judged, name, currency)


def _refused(judged: Judged) -> str:
    text = judged.stage.refusal or "no point of the window has a value."
    return text[:1].lower() + text[1:].replace("baseline points,", f"baseline {noun(judged.points, 2)},")


def _unless(judged: Judged, currency: str) -> str:
    uneven = judged.stage.uneven
    if uneven is None:
        return f": {_now(judged, currency)}."
    return f", but they stand on a baseline that is not level: {between(uneven, judged, currency)}."


def _of_signals(judged: Judged, name: str, currency: str) -> str:
    match judged.verdict:
        case Verdict.NOT_COMPARABLE:
            return _rejudged(judged, name)
        case Verdict.CHANGED:
            return _changed(judged, name, currency)
        case _ if judged.is_chance:
            return f"{name}: {counted(judged, 'signals')}, none far enough to tell from chance."
        case _:
            least = _floor(judged, currency)
            return (
                f"{name} left its limits, but by less than the {least} that matter: {_now(judged, currency)}."
            )


def _changed(judged: Judged, name: str, currency: str) -> str:
    plural = is_plural(judged.metric.label)
    has, its = ("have", "their") if plural else ("has", "its")
    if judged.spike is not None:
        at = moment(judged.spike.at, judged.points)
        spike = value(judged.spike.value, judged, currency)
        return f"{name} left {its} limits on {at}: {spike} {_usual(judged.spike, judged, currency)}."
    if judged.state is State.RETURNED:
        last = moment(judged.out[-1].at, judged.points)
        was = "were" if plural else "was"
        return f"{name} {was} off {its} baseline: {counted(judged, 'signals')}, last on {last}; {'they are' if plural else 'it is'} back within limits."
    if _is_moving(judged):
        still = f"{'are' if plural else 'is'} still {'rising' if judged.rising else 'falling'}"
        return f"{name} {has} left {its} baseline and {still}: {_now(judged, currency)}."
    return f"{name} {has} left {its} baseline: {_since(judged, currency)}."


def _rejudged(judged: Judged, name: str) -> str:
    assert judged.ruler is not None  # noqa: S101  the verdict says so
    at = judged.ruler.since
    since = f" since {formats.moment(at, judged.points.grid.zone)}" if at else ""
    return (
        f"{name} left its baseline, and its judge changed: {judged.ruler.now}{since}, "
        f"before {judged.ruler.before}. Re-base it at the change."
    )


def _floor(judged: Judged, currency: str) -> str:
    if judged.metric.unit == "share":
        return formats.points(judged.floor).lstrip("+")
    return value(judged.floor, judged, currency)


def _is_moving(judged: Judged) -> bool:
    """Two weeks of signals lie behind it, and the second is farther out than the first."""
    since, still = judged.since, recent(judged.points)
    if since is None or still is None or sum(point.at >= since.at for point in judged.history) < 14:
        return False
    return still.p_value < MOVING and (still.effect.value > 0) is judged.rising


def _now(judged: Judged, currency: str) -> str:
    """The last point, or the last signal, and what is usual there."""
    last = judged.out[-1] if judged.out else judged.drawn[-1]
    when = moment(last.at, judged.points)
    if last.is_average:
        # Season and the noise of single points are out of an average already.
        now, before = (value(one, judged, currency) for one in (last.statistic, last.centre))
        return f"an average of {now} to {when} against {before} in the baseline"
    return f"{value(last.value, judged, currency)} on {when} {_usual(last, judged, currency)}"


def _since(judged: Judged, currency: str) -> str:
    """The mean of all points since the run began: a single last one may lie anywhere."""
    since = judged.since
    if since is None or judged.out[-1].is_average:
        return _now(judged, currency)
    run = [point for point in judged.history if since.at <= point.at <= judged.out[-1].at]
    now, usual = (
        value(sum(part) / len(run), judged, currency)
        for part in ([point.value for point in run], [point.usual for point in run])
    )
    seasonal = judged.stage.fitted is not None and bool(judged.stage.fitted.season)
    before = f"on such {noun(judged.points, 2)} of" if seasonal else "in"
    return f"{now} {began(judged)} against {usual} {before} the baseline"


def _usual(point: ControlPoint, judged: Judged, currency: str) -> str:
    usual = value(point.usual, judged, currency)
    if judged.stage.fitted is None or not judged.stage.fitted.season:
        return f"against {usual} in the baseline"
    here = local(point.at, judged.points.grid.zone)
    return f"against {usual} on a usual {here:%A}{f' at {here:%H:%M}' if judged.points.grid.hourly else ''}"
