"""Corrected quality when labels were picked, or drawn from a part, and the intervals of the page: what was planted decides."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import cast

import numpy as np
import polars as pl
import pytest

from tests.judge_lake import END, Planted, judge_frames
from tidegauge.comparisons import Request, resolve
from tidegauge.reports._judge.agreement import Rated, agreements, with_people
from tidegauge.reports._judge.calibrated import by_verdict, errors_of
from tidegauge.reports._judge.corrected import Scored, _calibrated
from tidegauge.reports._judge.labels import Labelled
from tidegauge.reports._judge.read import JudgeFacts
from tidegauge.reports._judge.records import Corrected, Missing
from tidegauge.reports._judge.scale import Scale
from tidegauge.reports._judge.trend import Level, _point
from tidegauge.reports._records import Point
from tidegauge.reports.judge import judge
from tidegauge.reports.judge_question import judge_question
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.stats.estimate import Estimate, Floats
from tidegauge.stats.feedback.chosen import chosen
from tidegauge.stats.feedback.rogan_gladen import rogan_gladen

Write = Callable[..., Source]
VERDICT = Scale(0, 1, 1, 0.5)


def quality(source: Source) -> Corrected | Missing | None:
    catalog = source.store.catalog()
    asked = resolve(Request(window="last 7 days"), END, catalog.first, catalog.newest)
    return judge(source, asked, judge_question(Settings(), catalog)).quality


def labels(passes: Floats, judged: Floats, chance: float = np.nan) -> Labelled:
    each, names = np.full(passes.size, chance), ("a",) * passes.size
    return Labelled(passes, judged, judged, each, np.zeros(passes.size), judged, names)


def scored(**passed: tuple[float, float]) -> Scored:
    """Cells of judges by name, each (passed, judged)."""
    names = tuple(name for name in passed for _ in range(2))
    counts = [n for k, all_ in passed.values() for n in (all_ - k, k)]
    values = np.array([0.0, 1.0] * len(passed))
    return Scored(values, values, names, np.array(counts, dtype=float))


def calibrating(bad: tuple[int, int], good: tuple[int, int]) -> Labelled:
    """Labels of answers, (right, labelled) of the bad ones and of the good ones."""
    (k0, m0), (k1, m1) = bad, good
    judged = np.concatenate([np.arange(m0) >= k0, np.arange(m1) < k1]).astype(float)
    return labels(np.repeat([0.0, 1.0], [m0, m1]), judged)


# Lee et al. (2025), the authors' code, as in the oracle: [.7115, .8778]. Centred on the value it was [.7026, .8689].
def test_of_one_judge_the_limits_are_lang_and_reiczigels() -> None:
    found = _calibrated(calibrating((80, 100), (90, 100)), scored(a=(750, 1000)))
    assert found is not None
    own = rogan_gladen(750, 1000, (80, 100), (90, 100))
    assert (found.quality.low, found.quality.high) == pytest.approx((float(own.low), float(own.high)))
    assert found.quality.low == pytest.approx(0.7115, abs=5e-5)
    assert found.quality.high == pytest.approx(0.8778, abs=5e-5)


# Zou and Donner (2008), a sum of two with weights of one half: each side is the own one over the root of 2.
def test_of_two_judges_each_limit_takes_the_limits_on_its_side() -> None:
    one = calibrating((80, 100), (90, 100))
    both = Labelled(
        *(
            np.tile(getattr(one, name), 2)
            for name in ("passes", "part", "judge_passes", "chance", "bucket", "mark")
        ),
        ("a",) * 200 + ("b",) * 200,
    )
    own = rogan_gladen(750, 1000, (80, 100), (90, 100))
    found = _calibrated(both, scored(a=(750, 1000), b=(750, 1000)))
    assert found is not None
    sides = (found.quality.value - found.quality.low, found.quality.high - found.quality.value)
    assert sides == pytest.approx((float(own.value - own.low) / 2**0.5, float(own.high - own.value) / 2**0.5))


def test_the_limits_cover_where_quality_is_high() -> None:
    """Quality .95, 10 bad and 40 good labels: centred intervals held it in .875."""
    random, inside, answered = np.random.default_rng(7), 0, 0
    for _ in range(300):
        known = calibrating((random.binomial(10, 0.8), 10), (random.binomial(40, 0.9), 40))
        found = _calibrated(known, scored(a=(random.binomial(2000, 0.95 * 0.9 + 0.05 * 0.2), 2000)))
        answered += found is not None
        inside += found is not None and found.quality.low <= 0.95 <= found.quality.high
    # Of 290 at .95, fewer than 266 have a chance of one in a hundred.
    assert answered > 290
    assert inside >= 266


def picked(
    frames: dict[str, pl.DataFrame], keep: Callable[[pl.DataFrame], pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    scores = frames["scores"]
    people = scores.filter(pl.col("source") == "human")
    return {**frames, "scores": pl.concat([scores.filter(pl.col("source") != "human"), keep(people)])}


def test_labels_picked_by_the_score_correct_nothing(written: Write) -> None:
    """Verification bias: of what the judge passed one label in six is kept, of what it failed all."""
    frames = judge_frames(Planted(calls=30_000, chance_recorded=False))
    failed = frames["scores"].filter(pl.col("source") == "judge", pl.col("value") < 4)["span_id"]
    chance = pl.col("span_id").hash(seed=1) % 6
    found = quality(
        written(
            **picked(frames, lambda people: people.filter(pl.col("span_id").is_in(failed) | (chance == 0)))
        )
    )
    assert isinstance(found, Missing)
    assert "People labelled other answers than the judge scored: it passes" in found.reason


def test_random_labels_of_a_part_are_no_labels_of_all(written: Write) -> None:
    """The labels are a random draw of Brazil's third, with its chance; what is asked is all answers."""
    frames = judge_frames(Planted(calls=30_000))
    brazil = frames["spans"].filter(pl.col("geo") == "BR")["span_id"]
    found = quality(written(**picked(frames, lambda people: people.filter(pl.col("span_id").is_in(brazil)))))
    assert isinstance(found, Missing)
    assert found.reason.startswith("The random labels stand for about ")
    assert "they say nothing of the others" in found.reason


def test_two_draws_put_together_are_seen(written: Write) -> None:
    """Each label carries the chance of its own draw, half of what it was drawn with in both."""
    frames = judge_frames(Planted(calls=30_000))
    half = pl.col("inclusion_probability") / 2
    found = quality(written(**picked(frames, lambda people: people.with_columns(inclusion_probability=half))))
    assert isinstance(found, Missing)
    assert "their recorded chances are too small" in found.reason


@pytest.mark.parametrize("by_the_verdict", [True, False])
def test_picking_too_mild_to_be_seen_is_admitted_by_the_interval(by_the_verdict: bool) -> None:
    """Labels of failed, or of bad, answers are half as likely again. Planted .8; the interval of errors alone held .82."""
    random, inside, answered = np.random.default_rng(6), 0, 0
    for _ in range(150):
        good = random.random(4000) < 0.8
        passed = random.random(4000) < np.where(good, 0.9, 0.2)
        odds = np.where(passed if by_the_verdict else good, 1.0, 1.5)
        drawn = random.choice(4000, 200, replace=False, p=odds / odds.sum())
        if chosen((float(passed[drawn].sum()), 200), (float(passed.sum()), 4000)):
            continue
        known = labels(good[drawn].astype(float), passed[drawn].astype(float))
        again = by_verdict(known, float(passed.sum()), 4000.0)
        found = _calibrated(known, scored(a=(float(passed.sum()), 4000)), lambda _, own=again: own)
        answered += 1
        inside += found is not None and found.quality.low <= 0.8 <= found.quality.high
    assert answered > 60
    assert inside >= 0.95 * answered


def test_recorded_chances_weigh_the_labels_that_tell_a_judges_errors() -> None:
    """Of 1,000 good answers 900 pass, of 400 bad ones 80: answers that fail are drawn at 1, those that pass at 1 in 10."""
    passes = np.repeat([1.0, 1.0, 0.0, 0.0], [90, 100, 8, 320])
    judged = np.repeat([1.0, 0.0, 1.0, 0.0], [90, 100, 8, 320])
    chance = np.where(judged > 0, 0.1, 1.0)
    known = Labelled(passes, judged, judged, chance, judged, judged, ("a",) * passes.size)
    (k0, m0), (k1, m1) = errors_of(known).specificity, errors_of(known).sensitivity
    assert (k0 / m0, k1 / m1) == pytest.approx((0.8, 0.9))
    assert m1 == pytest.approx(1000**2 / (90 * 100 + 100))


def test_pairs_of_people_count_once_an_answer() -> None:
    """Five people label 40 answers: their 400 pairs are no 400 answers. Taken as such they held kappa in .72 of worlds."""
    random, inside = np.random.default_rng(15), {"kappa": 0, "AC1": 0, "alpha, nominal": 0}
    # Two readers of a truth of .7 with accuracy .88: agreement .7888, each passes .652.
    kappa, chance = (0.7888 - 0.546208) / (1 - 0.546208), 2 * 0.652 * 0.348
    truth = {"kappa": kappa, "AC1": (0.7888 - chance) / (1 - chance), "alpha, nominal": kappa}
    for _ in range(60):
        good = random.random(40) < 0.7
        said = np.where(random.random((5, 40)) < 0.88, good, ~good).astype(float)
        rows = pl.DataFrame(
            {
                "side": 1,
                "span_id": np.tile([f"s{number:02}" for number in range(40)], 5),
                "reviewer": np.repeat(list("abcde"), 40),
                "human": said.ravel(),
                "chance": 0.1,
            }
        )
        rated = with_people(cast("JudgeFacts", SimpleNamespace(people=VERDICT, raters=rows)))
        assert isinstance(rated, Rated)
        for one in agreements(rated):
            assert one.value.n == 40
            inside[one.measure] += one.value.low <= truth[one.measure] <= one.value.high
    assert min(inside.values()) >= 53


def test_the_trends_band_knows_that_the_judges_errors_are_estimated() -> None:
    """100 labels tell a judge of .9 and .6, 500 answers are judged on a day at .45, where the level is .85: it held .58."""
    random, inside, answered = np.random.default_rng(20), 0, 0
    for _ in range(200):
        good = random.random(100) < 0.85
        known = labels(good.astype(float), _said(good, random))
        errors = errors_of(known)
        if not errors.told or errors.youden < 0.2:
            continue
        day = _said(random.random(500) < 0.45, random)
        cells = pl.DataFrame({"bucket": 0, "evaluator": "a", "n": [500 - day.sum(), day.sum()]}).with_columns(
            s=pl.Series([0.0, day.sum()]), drawn=pl.lit(0.0), w=pl.lit(0.0), ww=pl.lit(0.0)
        )
        level = Level(_certain(0.85), 0.85 * 0.9 + 0.15 * 0.4, errors.youden, errors.youden_variance)
        facts = SimpleNamespace(scale=VERDICT, cells=cells, bucket=lambda _: 0)
        point = _point(
            cast("JudgeFacts", facts), Point(datetime(2026, 10, 1), 0.0, 500, 0.0, 0.0), "a", level
        )
        answered += 1
        assert point.low is not None
        assert point.high is not None
        inside += point.low <= 0.45 <= point.high
    assert answered > 150
    assert inside / answered > 0.9


def _said(good: Floats, random: np.random.Generator) -> Floats:
    return (random.random(good.size) < np.where(good, 0.9, 0.4)).astype(float)


def _certain(value: float) -> Estimate:
    return Estimate(*(np.array(one) for one in (value, value - 0.04, value + 0.04, 1000.0)))
