"""What is worth saying of what is live: what is new, what may change without notice, what ends."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from tidegauge import formats
from tidegauge.findings import Effect, Finding, Link, Verdict
from tidegauge.reports._versions.kinds import MODEL
from tidegauge.reports._versions.records import Liveness, LiveVersion, Naming

NEW, ALIAS, ENDS = "versions.new", "versions.alias", "versions.ends"
MOST = 5
"""New versions that have a sentence of their own; of more, the table tells."""
MATTERS = 0.005
"""A version with a smaller share of the calls has no sentence."""


def sentences(
    versions: Sequence[LiveVersion], zone: str, now: datetime, today: date, soon: int
) -> Iterator[Finding]:
    """Yield the findings, what ends first."""
    live = [one for one in versions if one.state is not Liveness.GONE]
    yield from (_ends(one, today) for one in live if one.ends and (one.ends - today).days <= soon)
    new = [one for one in live if one.state is Liveness.NEW and one.share >= MATTERS]
    yield from (_new(one, zone, now) for one in sorted(new, key=lambda one: -one.n)[:MOST])
    yield from _aliases(live)
    yield from (_listed(one) for one in live if one.is_deprecated and not one.ends)


def called(one: LiveVersion) -> str:
    """Return what a version is called: prompt order_status v7, model aster-large-2026-05."""
    of = one.of if one.of and one.of != one.version and one.kind != MODEL else ""
    return " ".join(filter(None, (one.kind, of, one.version)))


def _ends(one: LiveVersion, today: date) -> Finding:
    assert one.ends is not None  # noqa: S101  only those that end come here
    days = (one.ends - today).days
    when = f"ended on {one.ends:%-d %b %Y}" if days < 0 else f"ends on {one.ends:%-d %b %Y}, in {days} days"
    return Finding(
        Verdict.CANNOT_TELL,
        ENDS,
        f"{one.version} answers {formats.share(one.share)} of the calls and {when}.",
        (_basis(one), "by the calendar of the settings"),
        column="model_version",
        segment={"model_version": one.version},
        n_current=one.n,
        link=Link("traces", {"where": (f"model_version = {one.version}",)}),
    )


def _new(one: LiveVersion, zone: str, now: datetime) -> Finding:
    began = formats.moment(one.first, zone, now)
    of = f" of {one.of}" if one.of and one.kind != MODEL else ""
    return Finding(
        Verdict.CHANGED,
        NEW,
        f"{called(one)[:1].upper()}{called(one)[1:]} answers {formats.share(one.share)} of the calls{of}; it was first seen {began}.",
        (_basis(one), "none in the window that is compared with"),
        column=one.kind,
        segment={one.kind: one.version},
        effect=Effect(one.share, one.low, one.high, "share"),
        n_current=one.n,
        onset=one.first,
    )


def _aliases(live: Sequence[LiveVersion]) -> Iterator[Finding]:
    models = [one for one in live if one.kind == MODEL and one.naming is Naming.ALIAS]
    if not models:
        return
    names = list(dict.fromkeys(one.of for one in models))
    share = sum(one.share for one in models)
    every = len({one.of for one in live if one.kind == MODEL})
    which = f"by an alias, {names[0]}" if len(names) == 1 else f"by aliases: {_joined(names)}"
    yield Finding(
        Verdict.CANNOT_TELL,
        ALIAS,
        f"{formats.share(share)} of the calls ask for their model {which}. A provider may change what answers without notice.",
        (
            f"{len(names)} of {every} models that are asked for",
            *(f"{one.of}: {one.why}" for one in {one.of: one for one in models}.values()),
        ),
        column="model_requested",
        n_current=sum(one.n for one in models),
    )


def _listed(one: LiveVersion) -> Finding:
    return Finding(
        Verdict.CANNOT_TELL,
        ENDS,
        f"{one.version} answers {formats.share(one.share)} of the calls, and the price list marks it as deprecated.",
        (_basis(one), "the list names no day: ask the provider, and write it under [versions.deprecations]"),
        column="model_version",
        segment={"model_version": one.version},
        n_current=one.n,
    )


def _basis(one: LiveVersion) -> str:
    bounds = formats.interval(one.low, one.high, "share", of=one.share)
    rows = "" if one.coverage > 0.9995 else f", named on {formats.share(one.coverage)} of calls"
    return f"{bounds}, n {formats.count(one.n)} of {formats.count(one.n_of)}{rows}"


def _joined(names: Sequence[str]) -> str:
    shown = [*names[:4], *([f"{len(names) - 4} more"] if len(names) > 4 else [])]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
