"""The findings of a target: what its provider changed, or that nothing moved and what could have been seen."""

from collections.abc import Sequence
from datetime import datetime

from tidegauge import formats
from tidegauge.findings import Effect, Finding, Link, Verdict
from tidegauge.reports._probes.records import Moved, ProbeSeries
from tidegauge.reports._probes.words import evidence, interval, label, moved_words, sees
from tidegauge.workbench.probe_checks import ProbeCheck

SILENT, ALIAS, FINGERPRINT, QUIET = "probe.silent", "probe.alias", "probe.fingerprint", "probe"
_NAMED = {"model": ALIAS, "fingerprint": FINGERPRINT}


def findings_of(series: ProbeSeries, zone: str, now: datetime) -> tuple[Finding, ...]:
    """Return what is worth saying of a target, behaviour first. There is always one."""
    behaviour = [one for one in series.moved if one.first.measure not in _NAMED]
    # Which model answers says more than which build of it.
    named = sorted(
        (one for one in series.moved if one.first.measure in _NAMED),
        key=lambda one: one.first.measure != "model",
    )
    found = [_behaviour(series, behaviour, named, zone, now)] if behaviour else []
    found += [_named(series, one, zone, now) for one in named]
    if not behaviour:
        found.insert(0, _quiet(series, zone, now))
    return tuple(found)


def _behaviour(
    series: ProbeSeries, moved: Sequence[Moved], named: Sequence[Moved], zone: str, now: datetime
) -> Finding:
    first = moved[0]
    told = [moved_words(one.last) for one in moved]
    head, *more = told
    rest = f"; {'; '.join(more)}" if more else ""
    check, version = first.last, _version(series, named)
    over = "" if any(one.goes_on for one in moved) else " The newest run does not show it any more."
    return Finding(
        Verdict.CHANGED,
        SILENT if "same" in version else ALIAS,
        f"{series.model} changed at its provider {_between(first, zone, now)}: {head}{rest}. {version}{over}",
        (
            *(evidence(one.last) for one in moved),
            f"found by look {first.first.look} of {series.looks}, corrected for {_measures(series)} measures a look and every look",
            "the questions and how they are asked are the same: no change of ours",
        ),
        metric=label(check),
        segment={"model": series.model},
        rising=None if not check.value else check.value > 0,
        effect=_effect(check),
        n_reference=check.n_reference,
        n_current=check.n_current,
        p_value=check.p_adjusted,
        onset=first.until,
        link=Link("versions", {"probe": series.target}),
    )


def _version(series: ProbeSeries, named: Sequence[Moved]) -> str:
    if any(one.first.measure == "model" for one in named):
        return f"Its version string changed, too: it is {series.version} now."
    if series.version is None:
        return "Its answers name no version."
    return f"Its version string is the same, {series.version}."


def _named(series: ProbeSeries, one: Moved, zone: str, now: datetime) -> Finding:
    check = one.last
    return Finding(
        Verdict.CHANGED,
        _NAMED[check.measure],
        f"{series.model}: {moved_words(check)}, {_between(one, zone, now)}.",
        (evidence(check),),
        metric=label(check),
        segment={"model": series.model},
        n_reference=check.n_reference,
        n_current=check.n_current,
        onset=one.until,
        link=Link("versions", {"probe": series.target}),
    )


def _quiet(series: ProbeSeries, zone: str, now: datetime) -> Finding:
    newest = formats.moment(series.newest, zone, now)
    if not series.looks:
        runs = "1 run" if series.reference == 1 else f"{formats.count(series.reference)} runs"
        sentence = f"{series.model} is being probed: {runs} of its reference made, the last {newest}. Nothing to compare yet."
        return Finding(Verdict.CANNOT_TELL, QUIET, sentence, (f"suite {series.suite}",))
    last = widest(series.checks)
    behaviour = [one for one in last if one.measure not in _NAMED]
    unsure = [one for one in behaviour if one.verdict == Verdict.CANNOT_TELL]
    verdict = Verdict.CANNOT_TELL if unsure else Verdict.NOT_MATERIAL
    sentence = f"Probes of {series.model} show no material change in {_looks(series)}, the last {newest}."
    if unsure:
        names = ", ".join(label(one) for one in unsure)
        sentence = (
            f"Probes of {series.model} found no change in {_looks(series)}, and cannot tell of {names}."
        )
    could = "; ".join(f"{label(one)} {sees(one)}" for one in unsure if sees(one))
    details = [f"could have seen: {could}"] if could else []
    details += [f"{label(one)} {interval(one)}" for one in behaviour if one not in unsure]
    return Finding(
        verdict,
        QUIET,
        sentence,
        (*details, f"{series.answered} of {series.questions} questions answered"),
        segment={"model": series.model},
        link=Link("versions", {"probe": series.target}),
    )


def _looks(series: ProbeSeries) -> str:
    return "1 look" if series.looks == 1 else f"{formats.count(series.looks)} looks"


def widest(checks: Sequence[ProbeCheck]) -> tuple[ProbeCheck, ...]:
    """Return of the newest look each measure in its widest window: what a quiet series stands on."""
    newest = max((one.look for one in checks), default=0)
    found: dict[tuple[str, str], ProbeCheck] = {}
    for one in sorted((one for one in checks if one.look == newest), key=lambda one: one.runs):
        found[one.name] = one
    return tuple(found.values())


def _measures(series: ProbeSeries) -> int:
    return sum(one.p_value is not None for one in series.checks if one.look == series.looks)


def _effect(check: ProbeCheck) -> Effect | None:
    if check.value is None:
        return None
    low, high = (float("nan") if one is None else one for one in (check.low, check.high))
    return Effect(check.value, low, high, "share")


def _between(one: Moved, zone: str, now: datetime) -> str:
    if one.after is None:
        return f"by {formats.moment(one.until, zone, now)}"
    return f"between {formats.moment(one.after, zone, now)} and {formats.moment(one.until, zone, now)}"
