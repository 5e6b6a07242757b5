"""Made-up drift records, one of each kind that a page must draw: a length, a share, words, a mix, too few rows."""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from tidegauge.filters import Window
from tidegauge.findings import Direction, Effect, Finding, Link, Verdict
from tidegauge.reports._drift.records import (
    Contrast,
    Distribution,
    DriftDetail,
    DriftKind,
    DriftReport,
    DriftRow,
    DriftTest,
    MixParts,
    SampleTrace,
    SegmentShift,
)
from tidegauge.reports._onset import Onset
from tidegauge.reports._records import ChangeMark, Point, Trend, Windows

NOW = datetime(2026, 11, 21, 9)
START = datetime(2026, 11, 14, 9)
AT = datetime(2026, 11, 19, 1)
ONSET = Onset(AT, AT - timedelta(hours=4), AT + timedelta(hours=4), rising=False)
HOSTILE = "<b>x</b><script>alert(1)</script> ![i](http://evil.test/) $x^2$ :red[y] \x1b[31m"
TESTS = (
    DriftTest(
        "kolmogorov_smirnov", "KS", 0.31, "", 1e-90, 1e-88, None, 0.002, 0.05, exceeds=True, of_p_value=True
    ),
    DriftTest("psi", "PSI", 0.72, "", None, None, 0.004, 0.0, 0.2, exceeds=True),
    DriftTest("jensen_shannon", "Jensen-Shannon", 0.11, "bits", None, None, None, 0.0, 0.1, exceeds=True),
    DriftTest("total_variation", "TVD", 0.28, "", None, None, 0.02),
)


def row(kind: DriftKind, what: str, verdict: Verdict, **more: object) -> DriftRow:
    """A row that changed by some tokens; `more` replaces fields."""
    plain = DriftRow(
        key=f"{kind}.{what.replace(' ', '_')}",
        kind=kind,
        column=what.replace(" ", "_"),
        what=what,
        unit="tokens",
        verdict=verdict,
        direction=Direction.NEUTRAL,
        rising=False if verdict is Verdict.CHANGED else None,
        before="412",
        now="318 tokens",
        size="KS 0.31",
        effect=3.1,
        onset=ONSET if verdict is Verdict.CHANGED else None,
        coverage=1.0,
        n_reference=20_940,
        n_current=21_307,
        p_value=1e-88,
        tests=TESTS,
        sentence=f"{what.capitalize()} moved.",
    )
    return replace(plain, **more)  # type: ignore[arg-type]


MIX = MixParts("geo", Effect(0.036, 0.031, 0.041, "share"), Effect(-0.001, -0.006, 0.004, "share"))
ROWS = (
    row(DriftKind.OUTPUT, "JSON valid", Verdict.CHANGED, direction=Direction.WORSE, unit="share",
        before="99.1%", now="96.3%", size="−2.8 pt", sentence="Valid JSON fell from 99.1% to 96.3%."),
    row(DriftKind.DATA, "device_locale missing", Verdict.CHANGED, direction=Direction.WORSE, rising=True,
        unit="share", before="0.4%", now="11.8%", size="+11.4 pt"),
    row(DriftKind.RETRIEVAL, "recall@5", Verdict.CHANGED, direction=Direction.WORSE, unit="score",
        before="0.81", now="0.74", size="−0.07", coverage=0.22),
    row(DriftKind.OUTPUT, "answer length", Verdict.CHANGED, sentence="Answers got 23% shorter."),
    row(DriftKind.PROMPT, "topic", Verdict.CHANGED, rising=None, unit="", before="order 41%", now="order 30%",
        size="TVD 0.14"),
    row(DriftKind.QUALITY, "judge score", Verdict.NOT_COMPARABLE, unit="score", before="4.2", now="3.8",
        size="other judge", coverage=0.05),
    row(DriftKind.CONCEPT, "correct given topic", Verdict.CANNOT_TELL, unit="share", before="83%", now="79%",
        size="sees ≥ 7 pt", coverage=0.05, n_reference=60, n_current=55),
    row(DriftKind.CALIBRATION, "ECE of intent score", Verdict.CANNOT_TELL, unit="", before="0.04", now="0.05",
        size="sees ≥ 0.03", coverage=0.03),
    row(DriftKind.PROMPT, "language", Verdict.NOT_MATERIAL, unit="", before="pt 9%", now="pt 9%",
        size="TVD 0.01", coverage=0.98),
    row(DriftKind.PROMPT, "input length", Verdict.NOT_MATERIAL, before="611", now="615 tokens", size="KS 0.01"),
    row(DriftKind.PREDICTION, "intent score", Verdict.NOT_MATERIAL, unit="score", before="0.72", now="0.72",
        size="PSI 0.003", coverage=0.97),
    row(DriftKind.DECISION, "sent to a person", Verdict.NOT_MATERIAL, unit="share", before="3.2%", now="6.8%",
        size="mix only", mix=MIX, sentence="More calls go to a person because traffic moved to BR."),
    row(DriftKind.DATA, HOSTILE, Verdict.NOT_MATERIAL, unit="", before=HOSTILE, now=HOSTILE, size="TVD 0.00"),
    row(DriftKind.SCHEMA, "columns", Verdict.NOT_MATERIAL, unit="", before="41", now="41", size="none new"),
)  # fmt: skip

WINDOWS = Windows(
    current=Window(START, NOW),
    reference=Window(START - timedelta(days=7), START),
    comparison="the 7 days before",
    n_current=21_307,
    n_reference=20_940,
    time_zone="Europe/Berlin",
    complete_to=NOW,
)
FINDING = Finding(
    Verdict.CHANGED,
    "drift",
    "Answers got 23% shorter since Thu 19 Nov 02:00, on one model version whose name did not change.",
    ("412 to 318 tokens, difference −94 [−104, −84]", "n 9,412 after the onset", "4 of 26 rows changed"),
    rising=False,
)


def report(rows: tuple[DriftRow, ...] = ROWS) -> DriftReport:
    """A report of these rows."""
    counts = {verdict.value: sum(one.verdict is verdict for one in rows) for verdict in Verdict}
    return DriftReport(WINDOWS, (FINDING,), rows, counts)


def numbers(unit: str = "tokens", bins: int = 40) -> Distribution:
    """Two bell curves over equal bins."""
    edges = np.linspace(0, 1000, bins + 1)
    middle = (edges[1:] + edges[:-1]) / 2
    shapes = [np.exp(-(((middle - mean) / wide) ** 2) / 2) for mean, wide in ((430, 150), (320, 120))]
    before, now = (shape / shape.sum() for shape in shapes)
    return Distribution((), tuple(edges.tolist()), tuple(before.tolist()), tuple(now.tolist()), unit)


def uneven() -> Distribution:
    """Bins whose widths grow, open at the end, as of a duration."""
    edges = (0.0, 100.0, 200.0, 400.0, 800.0, 1600.0, 3200.0, float("inf"))
    return Distribution(
        (), edges, (0.05, 0.2, 0.3, 0.25, 0.1, 0.07, 0.03), (0.04, 0.12, 0.2, 0.3, 0.2, 0.1, 0.04), "ms"
    )


def categories(values: int = 16) -> Distribution:
    """Values of a category, one of them hostile."""
    labels = (
        "order status",
        "returns",
        "onboarding",
        HOSTILE,
        *(f"topic {place}" for place in range(values - 4)),
    )
    before = np.array([0.41, 0.2, 0.1, 0.04, *[0.25 / (values - 4)] * (values - 4)])
    now = before + np.array([-0.11, 0.02, 0.05, 0.03, 0.01, *[0.0] * (values - 5)])
    return Distribution(labels, (), tuple(before.tolist()), tuple(now.tolist()), "")


def trend(points: int = 56, unit: str = "tokens") -> Trend:
    """A mean that steps down at the onset, with its comparison and one recorded change."""
    random = np.random.default_rng(3)
    times = [START + (NOW - START) * (place / points) for place in range(points)]
    current = tuple(
        Point(at, value, 380, value - 12, value + 12)
        for at in times
        for value in [float(random.normal(412 if at < AT else 318, 8))]
    )
    reference = tuple(Point(at, float(random.normal(412, 8)), 370) for at in times)
    changes = (ChangeMark(AT - timedelta(days=2), "prompt", "order_status prompt v7 (was v6): JSON answers"),)
    return Trend("output_tokens", "Mean output tokens", unit, "3 hours", current, reference, changes)


SEGMENTS = (
    SegmentShift("order status", Effect(-128, -141, -115, "tokens"), 3904),
    SegmentShift("returns", Effect(-96, -113, -79, "tokens"), 2217),
    SegmentShift("onboarding", Effect(-41, -66, -16, "tokens"), 1180),
    SegmentShift(HOSTILE, Effect(-22, -48, 4, "tokens"), 2111),
)
CONTRASTS = (
    Contrast("sorry", 0.01, 0.24),
    Contrast(HOSTILE, 0.04, 0.18),
    Contrast("step by step", 0.31, 0.02),
)
SAMPLES = tuple(
    SampleTrace(NOW - timedelta(hours=place), f"trace{place}", "212 tokens", text)
    for place, text in enumerate(["Your order is on its way.", HOSTILE, "Here is a short answer."])
)


def detail(one: DriftRow, place: int = 1) -> DriftDetail:
    """A row unfolded, with everything that its kind can have."""
    whole = DriftDetail(
        row=one,
        place=place,
        shape="The whole distribution moved left: the share of answers over 500 tokens fell from 24% to 6%.",
        distribution=numbers(),
        contrasts=(),
        by="feature",
        segments=SEGMENTS,
        trend=trend(),
        grown=Link("traces", {"where": ("output_tokens < 300",)}),
        samples=SAMPLES,
    )
    if one.unit == "tokens":
        return whole
    if one.kind is DriftKind.PROMPT or one.kind is DriftKind.DATA:
        return replace(whole, distribution=categories(), contrasts=CONTRASTS, trend=None)
    if one.verdict is Verdict.CANNOT_TELL:
        return replace(whole, distribution=uneven(), segments=(), trend=trend(5), grown=None, samples=())
    if one.kind is DriftKind.SCHEMA:
        return replace(whole, shape="", distribution=None, segments=(), trend=None, grown=None, samples=())
    return replace(whole, distribution=uneven())
