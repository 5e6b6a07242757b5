"""Feedback on small lakes whose truth is planted. Authority: the planted counts, by hand."""

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from tidegauge.filters import Population, TraceFilter, Window, parse_condition
from tidegauge.findings import Direction, Verdict
from tidegauge.reports._feedback.records import FeedbackReport, Rule
from tidegauge.reports.feedback import feedback, table
from tidegauge.reports.source import Source
from tidegauge.settings_feedback import FeedbackTable

START = datetime(2026, 11, 1)
WEEK = Window(START, START + timedelta(days=7))
Written = Callable[..., Source]


def asked(*chips: str, compare: bool = False) -> TraceFilter:
    where = tuple(map(parse_condition, chips))
    reference = Population(WEEK.earlier(WEEK.length), where) if compare else None
    return TraceFilter(Population(WEEK, where), reference, "the 7 days before" if compare else "nothing")


def calls(n: int, session: str = "s", **columns: object) -> pl.DataFrame:
    """One call a session, spread over the week."""
    every = range(n)
    fields = {
        "trace_id": [f"{session}t{one}" for one in every],
        "span_id": [f"{session}c{one}" for one in every],
        "session_id": [f"{session}{one}" for one in every],
        "kind": "model",
        "start_time": pl.Series(
            [START + one * timedelta(days=6) / max(n, 1) for one in every], dtype=pl.Datetime("us")
        ),
        "duration_ms": 1000.0,
        "feature": "chat",
    }
    return pl.DataFrame({**fields, **columns})


def signals(spans: pl.DataFrame, kind: str, chosen: range | list[int]) -> pl.DataFrame:
    rows = spans[list(chosen)].select("span_id", "session_id", created_at=pl.col("start_time"))
    return rows.with_columns(kind=pl.lit(kind))


def reviews(
    spans: pl.DataFrame, chosen: list[int], values: list[float], chance: float | None, who: str = "ann"
) -> pl.DataFrame:
    rows = spans[chosen].select("span_id", "trace_id", created_at=pl.col("start_time") + timedelta(hours=1))
    return rows.with_columns(
        pl.Series("value", values, dtype=pl.Float64),
        name=pl.lit("satisfied"),
        source=pl.lit("human"),
        evaluator=pl.lit(who),
        inclusion_probability=pl.lit(chance, pl.Float64),
    )


def planted(
    written: Written, drawn: str = "random", chance: float | None = 0.2, m: int = 200, n: int = 1000
) -> Source:
    """Sessions of which 60% are satisfied; 100 rate, 90 of them are happy; 400 of the others left."""
    spans, rng = calls(n), np.random.default_rng(3)
    happy = np.zeros(n, dtype=bool)
    happy[:90] = True
    happy[100 : 100 + 510] = True
    raters = list(range(100))
    thumbs = [signals(spans, "thumbs_up", raters[:90]), signals(spans, "thumbs_down", raters[90:])]
    left = signals(spans, "abandoned", list(range(600, 1000)))
    others = [signals(spans, kind, [0]) for kind in ("correction", "follow_up", "retry", "escalation")]
    pool = raters if drawn == "raters" else list(range(n))
    chosen = sorted(rng.choice(pool, min(m, len(pool)), replace=False).tolist()) if m else []
    labels = reviews(spans, chosen, [float(happy[one]) for one in chosen], chance)
    return written(spans, signals=pl.concat([*thumbs, left, *others]), **({"scores": labels} if m else {}))


def corrected(report: FeedbackReport) -> tuple[float, float, float]:
    first = next(one for one in report.estimates if one.headline)
    return first.value, first.low, first.high


def refusal(report: FeedbackReport) -> str:
    assert not any(one.headline for one in report.estimates)
    return next(one.refused for one in report.estimates if one.name == "corrected")


def test_the_explicit_rate_names_its_denominator(written: Written) -> None:
    report = feedback(planted(written), asked())
    assert (
        report.explicit.sentence == "90% of the 10% who rated gave a thumbs-up: 90 of 100, of 1,000 sessions."
    )
    assert (report.explicit.up, report.explicit.rated, report.explicit.sessions) == (90, 100, 1000)


def test_random_reviews_carry_a_headline_that_holds_the_truth(written: Written) -> None:
    report = feedback(planted(written), asked())
    value, low, high = corrected(report)
    assert low < 0.6 < high < 0.9
    assert value == pytest.approx(0.6, abs=0.06)
    found = report.findings[0]
    assert found.kind == "survivorship"
    assert found.sentence.startswith(
        "Do not quote the 90%. It is the share of the 10% who rated; of all sessions about 6"
    )
    assert {one.rule for one in report.warnings} == {Rule.PUBLISHED, Rule.MEASURED}
    assert report.offer is not None
    assert report.offer.has_headline
    assert report.offer.button.startswith("Review 300 more at random: ±")


def test_the_bounds_are_manskis(written: Written) -> None:
    report = feedback(planted(written), asked())
    ends = next(one for one in report.estimates if one.name == "bounds")
    assert (ends.low, ends.high) == (pytest.approx(0.09), pytest.approx(0.99))


def test_reviews_of_raters_only_carry_none(written: Written) -> None:
    report = feedback(planted(written, drawn="raters", chance=0.1, m=100), asked())
    assert "100% of the 100 reviewed ones were rated, of all 10%" in refusal(report)
    assert report.findings[0].sentence.endswith("of all sessions anywhere between 9% and 99% are satisfied.")


def test_reviews_without_a_recorded_draw_carry_none(written: Written) -> None:
    assert "not recorded" in refusal(feedback(planted(written, chance=None), asked()))


def test_reviews_of_a_part_carry_none_for_the_whole(written: Written) -> None:
    # 200 reviews that were each drawn with chance 1 stand for themselves alone.
    assert "stand for about 200 of 1,000 sessions" in refusal(feedback(planted(written, chance=1.0), asked()))


def test_few_reviews_carry_none(written: Written) -> None:
    assert "Only 20 of 30 random reviews" in refusal(feedback(planted(written, chance=0.02, m=20), asked()))


def test_without_reviews_it_says_how_many_are_needed(written: Written) -> None:
    report = feedback(planted(written, m=0), asked())
    assert not any(one.name == "corrected" for one in report.estimates)
    assert report.offer is not None
    # Cochran: 1.96² / 4 / 0.07² = 196.
    assert (report.offer.more, report.offer.button) == (196, "Review 196 at random: ±7 pt")


def test_no_warning_says_not_identified(written: Written) -> None:
    spans = calls(400)
    source = written(spans, signals=signals(spans, "thumbs_up", list(range(40))))
    found = feedback(source, asked()).findings[0]
    assert found.verdict is Verdict.CANNOT_TELL
    assert found.sentence == (
        "Not identified: satisfaction is anywhere between 10% and 100%. "
        "196 random reviews would narrow it to ±7 pt."
    )


def test_the_second_reviewer_and_a_second_thought(written: Written) -> None:
    # The first reviewer's last word counts: 0 then 1. The second reviewer's 0 does not.
    spans = calls(300)
    later = timedelta(hours=2)
    every = list(range(300))
    first = reviews(spans, every, [0.0] * 300, 1.0)
    again = reviews(spans, every, [float(one < 150) for one in every], 1.0).with_columns(
        pl.col("created_at") + later
    )
    second = reviews(spans, every, [0.0] * 300, 1.0, "bob").with_columns(pl.col("created_at") + later / 2)
    report = feedback(written(spans, scores=pl.concat([first, again, second])), asked())
    assert corrected(report)[0] == pytest.approx(0.5)


def test_a_thumb_down_beats_a_thumb_up(written: Written) -> None:
    spans = calls(50)
    both = [signals(spans, "thumbs_up", [0, 1]), signals(spans, "thumbs_down", [1])]
    report = feedback(written(spans, signals=pl.concat(both)), asked())
    assert (report.explicit.up, report.explicit.rated) == (1, 2)


def test_a_thumb_on_the_root_counts(written: Written) -> None:
    spans = calls(20, parent_span_id=[f"r{one}" for one in range(20)])
    roots = spans.with_columns(
        span_id=pl.col("parent_span_id"), parent_span_id=pl.lit(None, pl.String), kind=pl.lit("chain")
    )
    thumbs = signals(roots, "thumbs_up", [3]).with_columns(session_id=pl.lit(None, pl.String))
    assert feedback(written(pl.concat([spans, roots]), signals=thumbs), asked()).explicit.up == 1


def test_machines_are_left_out_and_counted(written: Written) -> None:
    spans = pl.concat([calls(30, source="web"), calls(12, "m", source="api")])
    report = feedback(written(spans), asked())
    assert (report.explicit.sessions, report.left_out) == (30, 12)
    everyone = feedback(written(spans), asked(), None, FeedbackTable(people=()))
    assert (everyone.explicit.sessions, everyone.left_out) == (42, 0)
    nobody = feedback(written(spans), asked("source = api")).findings[0]
    assert nobody.sentence == "None of these 12 calls belongs to a session of somebody who could rate."


def test_a_store_without_sessions_counts_traces(written: Written) -> None:
    spans = calls(40).drop("session_id")
    thumbs = spans[[0]].select("span_id", kind=pl.lit("thumbs_up"), created_at=pl.col("start_time"))
    report = feedback(written(spans, signals=thumbs), asked())
    assert (report.unit, report.explicit.sessions, report.explicit.up) == ("trace", 40, 1)
    assert "1 of 1, of 40 traces." in report.explicit.sentence


def test_signals_that_are_not_carried_are_derived(written: Written) -> None:
    """Four sessions: one asks the same twice, one corrects, one wants a person, one leaves at once."""
    said = [
        ("a", "Where is it?"), ("a", " where is it? "),
        ("b", "Reset it"), ("b", "No, that's wrong"),
        ("c", "I want to talk to a human"),
        ("d", "Hello"),
    ]  # fmt: skip
    last = ("z", "The newest call, so that the others are closed")
    spans = pl.DataFrame(
        {
            "trace_id": [f"t{one}" for one in range(7)],
            "span_id": [f"c{one}" for one in range(7)],
            "session_id": [session for session, _ in [*said, last]],
            "kind": "model",
            "start_time": [START + timedelta(minutes=one) for one in range(6)] + [START + timedelta(hours=5)],
            "input_text": [text for _, text in [*said, last]],
        }
    ).with_columns(pl.col("start_time").cast(pl.Datetime("us")))
    report = feedback(written(spans), asked())
    shares = {one.kind: round(one.current.value * 5) for one in report.signals if one.kind != "length"}
    # c and d left; z is not closed yet.
    assert shares == {"abandoned": 2, "retry": 1, "correction": 1, "escalation": 1, "follow_up": 2}
    assert all(one.derived for one in report.signals)


def test_what_is_carried_is_not_derived(written: Written) -> None:
    spans = calls(30)
    report = feedback(written(spans, signals=signals(spans, "retry", [1, 2, 3])), asked())
    retry = next(one for one in report.signals if one.kind == "retry")
    assert (retry.derived, retry.current.value) == (False, pytest.approx(0.1))


def test_the_warning_names_its_segment_and_no_other(written: Written) -> None:
    bad, good = calls(600, "b", feature="onboarding"), calls(2400, "g", feature="chat")
    rated = [
        signals(bad, "thumbs_up", list(range(53))), signals(bad, "thumbs_down", list(range(53, 60))),
        signals(good, "thumbs_up", list(range(190))), signals(good, "thumbs_down", list(range(190, 240))),
    ]  # fmt: skip
    left = [
        signals(bad, "abandoned", list(range(330, 600))),
        signals(good, "abandoned", list(range(0, 2400, 8))),
    ]
    report = feedback(written(pl.concat([bad, good]), signals=pl.concat([*rated, *left])), asked(), "feature")
    assert {one.segment["feature"] for one in report.warnings} == {"onboarding"}
    first = report.findings[0]
    assert first.sentence.startswith(
        "Do not quote the 88% of feature = onboarding. It is the share of the 10% who rated there"
    )
    assert "both rules fire in feature = onboarding and in no other feature" in first.details[-1]
    assert [row.value for row in report.segments] == ["onboarding", "chat"]
    assert report.segments[0].refused == "not known"


def test_happy_people_who_stay_silent_are_measured_as_such(written: Written) -> None:
    # 100 rate, half of them leave; of the 900 others a tenth.
    spans = calls(1000)
    thumbs = [
        signals(spans, "thumbs_up", list(range(50))),
        signals(spans, "thumbs_down", list(range(50, 100))),
    ]
    left = signals(spans, "abandoned", [*range(50), *range(100, 190)])
    report = feedback(written(spans, signals=pl.concat([*thumbs, left])), asked())
    assert report.direction.startswith("Direction measured here: happy users leave without rating.")
    assert report.findings[0].direction is Direction.NEUTRAL


def test_equal_sessions_raise_nothing(written: Written) -> None:
    spans = calls(2000)
    thumbs = [signals(spans, "thumbs_up", list(range(0, 2000, 10)))]
    left = signals(spans, "abandoned", [one for one in range(2000) if one // 10 % 5 == 0])
    report = feedback(written(spans, signals=pl.concat([*thumbs, left])), asked())
    assert report.warnings == ()
    assert report.direction == "No difference between rated and unrated sessions was measured here."


def test_a_change_of_leaving_is_told_against_the_reference(written: Written) -> None:
    before = calls(1000, "p").with_columns(pl.col("start_time") - timedelta(days=7))
    now = calls(1000)
    left = [signals(before, "abandoned", list(range(100))), signals(now, "abandoned", list(range(200)))]
    report = feedback(
        written(pl.concat([before, now]), signals=pl.concat(left)), asked(compare=True), "feature"
    )
    row = report.segments[0]
    assert (row.verdict, row.direction, row.rising) == (Verdict.CHANGED, Direction.WORSE, True)
    assert next(one for one in report.trends if one.name == "left").title == "More people leave"


@pytest.mark.parametrize("n", [1, 2])
def test_a_session_or_two(written: Written, n: int) -> None:
    spans = calls(n)
    report = feedback(
        written(spans, signals=signals(spans, "thumbs_up", [0])), asked(compare=True), "feature"
    )
    assert report.explicit.sessions == n
    assert report.findings[0].verdict is Verdict.CANNOT_TELL
    assert table(report).height == 1


def test_nobody_rated(written: Written) -> None:
    report = feedback(written(calls(500)), asked())
    assert report.findings[0].sentence == (
        "Nobody rated. Not identified: satisfaction is anywhere between 0% and 100%. "
        "196 random reviews would narrow it to ±7 pt."
    )


def test_a_filter_that_matches_nothing(written: Written) -> None:
    report = feedback(written(calls(5)), asked("feature = nothing"), "feature")
    assert report.findings[0].sentence == "No calls match feature = nothing in this window."
    assert table(report).is_empty()


def test_many_segments_are_pooled(written: Written) -> None:
    spans = calls(3000, feature=[f"f{one % 60}" for one in range(3000)])
    report = feedback(
        written(spans, signals=signals(spans, "thumbs_up", list(range(0, 3000, 7)))), asked(), "feature"
    )
    assert len(report.segments) == 25
    assert report.segments[-1].pooled
    assert sum(one.sessions for one in report.segments) == 3000


def judged(
    spans: pl.DataFrame, chosen: list[int], right: np.ndarray, chance: np.ndarray | None
) -> pl.DataFrame:
    rows = spans[chosen].select("span_id", "trace_id", created_at=pl.col("start_time") + timedelta(hours=1))
    return rows.with_columns(
        pl.Series("value", np.where(right[chosen], 5.0, 1.0)),
        name=pl.lit("correctness"),
        source=pl.lit("judge"),
        evaluator=pl.lit("judge"),
        inclusion_probability=pl.Series(
            [None] * len(chosen) if chance is None else chance[chosen], dtype=pl.Float64
        ),
    )


@pytest.mark.parametrize(("recorded", "compared"), [(True, True), (False, False)])
def test_judging_those_who_complained_does_not_make_raters_unhappy(
    written: Written, recorded: bool, compared: bool
) -> None:
    """Raters are a random tenth; each thumb down is judged, of the others a fifth (`[judge] always`).

    Without weights .284 of the raters' judged answers were right, of the others .690.
    """
    n, rng = 6_000, np.random.default_rng(2)
    spans, happy, rates = calls(n), rng.random(n) < 0.7, rng.random(n) < 0.1
    right = np.where(happy, rng.random(n) < 0.9, rng.random(n) < 0.2)
    chance = np.where(rates & ~happy, 1.0, 0.2)
    chosen = np.flatnonzero(rng.random(n) < chance).tolist()
    up, down = (np.flatnonzero(rates & so).tolist() for so in (happy, ~happy))
    thumbs = pl.concat([signals(spans, "thumbs_up", up), signals(spans, "thumbs_down", down)])
    scores = judged(spans, chosen, right, chance if recorded else None)
    report = feedback(written(spans, signals=thumbs, scores=scores), asked())
    found = [one for one in report.rated_vs_unrated if one.signal == "judged"]
    assert bool(found) is compared
    # Authority: what all sessions would have been judged to be.
    for one in found:
        assert one.rated.value == pytest.approx(right[rates].mean(), abs=0.06)
        assert one.unrated.value == pytest.approx(right[~rates].mean(), abs=0.04)
        assert one.happier is None
    # Who was judged gives the thumb away, so it moves no answer: raters are like all others here.
    answers = {one.name: one for one in report.estimates}
    for name in ("reweighted", "modelled"):
        assert answers[name].value == pytest.approx(happy[rates].mean(), abs=0.01)


def test_a_random_review_goes_before_an_earlier_one_of_an_unknown_draw(written: Written) -> None:
    spans = calls(300)
    every = list(range(300))
    drawn = reviews(spans, every, [1.0] * 300, 1.0)
    chosen = reviews(spans, every, [0.0] * 300, None, who="ben")
    earlier = chosen.with_columns(created_at=pl.col("created_at") - timedelta(minutes=30))
    value, _, _ = corrected(feedback(written(spans, scores=pl.concat([drawn, earlier])), asked()))
    assert value == pytest.approx(1.0)


@pytest.mark.parametrize(("unclear", "is_refused"), [(20, False), (80, True)])
def test_sessions_that_nobody_could_judge_are_counted(
    written: Written, unclear: int, is_refused: bool
) -> None:
    spans, rng = calls(1000), np.random.default_rng(4)
    chosen = sorted(rng.choice(1000, 200, replace=False).tolist())
    rows = reviews(spans, chosen, [1.0] * 200, 0.2)
    value = pl.when(pl.int_range(200) < unclear).then(None).otherwise(pl.col("value"))
    # In the order of a batch the ones that cannot be judged lie anywhere.
    report = feedback(
        written(spans, scores=rows.sample(fraction=1, shuffle=True, seed=1).with_columns(value=value)),
        asked(),
    )
    if is_refused:
        assert "could not judge 40% of the 200 sessions" in refusal(report)
    else:
        first = next(one for one in report.estimates if one.headline)
        assert first.n == 180
        assert "could not judge (20) count as the others" in first.assumes
