"""From a wish to labels in the store: equal batches, plans, known answers, and the weights that the pages count with."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import numpy as np
import polars as pl
import pytest
import sqlalchemy as sa

from tests.conftest import END
from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.imports.label_publish import publish_labels
from tidegauge.reports._judge.records import Corrected
from tidegauge.reports.feedback import feedback
from tidegauge.reports.judge import judge
from tidegauge.reports.judge_question import judge_question
from tidegauge.reports.source import Source
from tidegauge.review.kinds import Wanted
from tidegauge.review.loop import claim_next, commit
from tidegauge.review.making import NewBatch, TwinError, made, proposed, usual_words
from tidegauge.review.progress import progress, wanted_labels
from tidegauge.review.qualification import KnownAnswer
from tidegauge.settings import Settings
from tidegauge.settings_feedback import FeedbackTable
from tidegauge.stores import open_store
from tidegauge.workbench.audit import list_actions
from tidegauge.workbench.batch_reviewers import ask_reviewers, reviewers_of
from tidegauge.workbench.labels import Said
from tidegauge.workbench.review_batches import ReviewBatch, ReviewError, Scale
from tidegauge.workbench.review_items import items_of
from tidegauge.workbench.review_plans import ReviewPlan, plan_of

SIZES = {"chat": 900, "search": 240, "legacy": 60}
GOOD = {"chat": 9, "search": 6, "legacy": 1}
"""Of ten sessions of a feature so many are satisfied."""
AT = END + timedelta(hours=1)
WEEK = TraceFilter(Population(Window(END - timedelta(days=7), END)))
ALONE = ReviewPlan(overlap=0.0)


@pytest.fixture
def spans() -> pl.DataFrame:
    features = [name for name, size in SIZES.items() for _ in range(size)]
    n = len(features)
    return pl.DataFrame(
        {
            "trace_id": [f"t{one}" for one in range(n)],
            "span_id": [f"c{one}" for one in range(n)],
            "session_id": [f"s{one}" for one in range(n)],
            "kind": "model",
            "feature": features,
            "start_time": [END - timedelta(minutes=1 + 7 * one) for one in range(n)],
            "input_text": "why?",
            "output_text": [f"because {one}" for one in range(n)],
        }
    ).with_columns(pl.col("start_time").cast(pl.Datetime("us")))


@pytest.fixture
def here(written: Callable[..., Source], spans: pl.DataFrame) -> Source:
    return written(spans)


def new(kind: str, wanted: Wanted, **more: object) -> NewBatch:
    return NewBatch(kind, wanted, usual_words(Settings(), kind, wanted.unit), ALONE, **more)  # type: ignore[arg-type]


def make(engine: sa.Engine, source: Source, wish: NewBatch, *, again: bool = False) -> ReviewBatch:
    chosen, asked = proposed(engine, source, WEEK, Settings(), wish)
    return made(engine, source, asked, wish, chosen, by="ana", at=AT, again=again)


def truth(session: str | None, spans: pl.DataFrame) -> float:
    one = int((session or "")[1:])
    return float(one % 10 < GOOD[spans["feature"][one]])


def label_all(engine: sa.Engine, batch: ReviewBatch, spans: pl.DataFrame, most: int = 10_000) -> int:
    items = {item.place: item for item in items_of(engine, batch.id)}
    for done in range(most):
        at = AT + timedelta(seconds=done)
        place = claim_next(engine, batch, plan_of(engine, batch.id), "ben", at)
        if place is None:
            return done
        commit(engine, batch, place, "ben", Said(truth(items[place].session_id, spans)), at)
    return most


@pytest.mark.parametrize("most", [120, 70])
def test_the_headline_of_feedback_weighs_labels_of_strata(
    engine: sa.Engine, here: Source, spans: pl.DataFrame, most: int
) -> None:
    """Authority: the weighted mean worked out here from what was labelled: N_h / n_h for each label of stratum h.

    40 of 60 legacy sessions and 40 of 900 of chat: without weights about half of the sessions would be called satisfied.
    """
    batch = make(engine, here, new("stratified", Wanted(n=120, seed="spring", by=("feature",))))
    assert label_all(engine, batch, spans, most) == most
    publish_labels(engine, batch, here.store.url, AT + timedelta(hours=1))
    labelled = items_of(engine, batch.id)[:most]
    strata = [item.beside["stratum"] for item in labelled]
    weights = np.array([SIZES[name] / strata.count(name) for name in strata])
    said = np.array([truth(item.session_id, spans) for item in labelled])
    expected = float(weights @ said / weights.sum())
    report = feedback(Source(open_store(here.store.url)), WEEK, None, FeedbackTable())
    (headline,) = [one for one in report.estimates if one.headline]
    assert headline.value == pytest.approx(expected, abs=1e-6)
    whole = sum(truth(session, spans) for session in spans["session_id"]) / spans.height
    assert headline.low <= whole <= headline.high
    assert abs(said.mean() - whole) > 0.2
    stored = pl.read_parquet(f"{here.store.url}/scores/**/*.parquet")
    assert sorted(stored["inclusion_probability"]) == pytest.approx(sorted(1 / weights))


def test_labels_of_chosen_answers_have_no_chance_and_make_no_headline(
    engine: sa.Engine, here: Source, spans: pl.DataFrame
) -> None:
    wish = new("incident", Wanted(n=60, seed="s"))
    batch = make(engine, here, replace(wish, asked=replace(wish.asked, label="satisfied")))
    label_all(engine, batch, spans)
    publish_labels(engine, batch, here.store.url, AT + timedelta(hours=1))
    stored = pl.read_parquet(f"{here.store.url}/scores/**/*.parquet")
    assert stored.height == 60
    assert stored["inclusion_probability"].null_count() == 60
    report = feedback(Source(open_store(here.store.url)), WEEK, None, FeedbackTable())
    assert not [one for one in report.estimates if one.headline]


def test_an_equal_batch_is_made_twice_only_if_somebody_says_so(engine: sa.Engine, here: Source) -> None:
    wish = new("stratified", Wanted(n=30, by=("feature",)))
    first = make(engine, here, wish)
    with pytest.raises(TwinError, match=f"Batch {first.id} is the same already: 30 sessions"):
        make(engine, here, wish)
    assert make(engine, here, wish, again=True).id == first.id + 1
    # Others are no twins: more items, another division, another kind.
    make(engine, here, new("stratified", Wanted(n=31, by=("feature",))))
    make(engine, here, new("random", Wanted(n=30)))
    for rate in (0.01, 0.02):
        make(engine, here, new("scheme", Wanted(n=5, rate=rate)))


def test_a_second_random_draw_goes_on_where_the_first_ended(engine: sa.Engine, here: Source) -> None:
    wish = new("random", Wanted(n=30))
    one, other = make(engine, here, wish), make(engine, here, wish, again=True)
    spans_of = [{item.span_id for item in items_of(engine, batch.id)} for batch in (one, other)]
    assert one.of.seed == other.of.seed
    assert not spans_of[0] & spans_of[1]


def test_known_answers_are_mixed_in_for_everybody_and_counted_in_no_draw(
    engine: sa.Engine, here: Source, spans: pl.DataFrame
) -> None:
    known = tuple(KnownAnswer(f"c{one}", 1.0, "it was") for one in range(4))
    wish = new("random", Wanted(n=20, seed="s"), known=known, reviewers=("ana", "ben"))
    batch = make(engine, here, wish)
    items = items_of(engine, batch.id)
    mixed = [item for item in items if "known" in item.beside]
    assert len(mixed) == 4 - len({one.span_id for one in known} & {i.span_id for i in items if not i.beside})
    assert {item.inclusion_probability for item in mixed} == {None}
    assert mixed[0].beside["known"] == {"value": 1.0, "reason": "it was"}
    assert items[0].inclusion_probability is not None
    assert (batch.of.drawn, batch.of.population) == (20, spans.height)
    plan = plan_of(engine, batch.id)
    wanted = wanted_labels(engine, batch, plan)
    assert wanted == 20 + 2 * len(mixed)
    for who in ("ana", "ben"):
        while (place := claim_next(engine, batch, plan, who, AT)) is not None:
            commit(engine, batch, place, who, Said(1.0), AT)
    found = progress(engine, batch.id, "ana", wanted)
    assert (found.left, found.by["ben"]) == (0, len(mixed))


def test_a_known_answer_off_the_scale_or_of_another_store_is_refused(engine: sa.Engine, here: Source) -> None:
    for one, said in ((KnownAnswer("c1", 4.0), "is not on the scale"), (KnownAnswer("zz", 1.0), "has none")):
        with pytest.raises(ReviewError, match=said):
            proposed(engine, here, WEEK, Settings(), new("random", Wanted(n=5, seed="s"), known=(one,)))


def test_a_batch_for_some_is_nobody_elses_until_they_are_asked(engine: sa.Engine, here: Source) -> None:
    batch = make(engine, here, new("random", Wanted(n=5, seed="s"), reviewers=("ana",)))
    with pytest.raises(ReviewError, match="ana is asked to review batch 1, and you are ben"):
        claim_next(engine, batch, ALONE, "ben", AT)
    assert ask_reviewers(engine, batch.id, ["ben", "ana"], by="ana", at=AT) == ("ana", "ben")
    assert claim_next(engine, batch, ALONE, "ben", AT) == 1
    assert reviewers_of(engine, batch.id) == ("ana", "ben")
    assert [action.action for action in list_actions(engine, batch=batch.id)] == [
        "draw batch",
        "reviewers asked",
        "reviewers asked",
    ]


def test_with_own_reviewers_each_gets_own_samples_first_and_then_helps(
    engine: sa.Engine, here: Source
) -> None:
    plan = ReviewPlan(overlap=1.0, people=3, assigned=True)
    people = ("ana", "ben", "cas", "dan", "eva")
    wish = replace(new("random", Wanted(n=60, seed="s"), reviewers=people), plan=plan)
    batch = make(engine, here, wish)
    assert wanted_labels(engine, batch, plan) == 180
    by: dict[str, list[int]] = {who: [] for who in people}
    for who in people:
        while len(by[who]) < 25 and (place := claim_next(engine, batch, plan, who, AT)) is not None:
            commit(engine, batch, place, who, Said(1.0), AT)
            by[who].append(place)
    # 180 labels among five: everybody has about 36 of their own, so that 25 each never meet a full sample.
    assert {len(places) for places in by.values()} == {25}
    for who in people:
        while (place := claim_next(engine, batch, plan, who, AT)) is not None:
            commit(engine, batch, place, who, Said(1.0), AT)
            by[who].append(place)
    every = [place for places in by.values() for place in places]
    assert sorted(every) == sorted([*range(1, 61)] * 3)
    assert all(len(set(places)) == len(places) for places in by.values())


def test_two_versions_need_the_scale_of_two_answers(engine: sa.Engine, here: Source) -> None:
    wish = new("versions", Wanted(candidate=("feature = chat",), baseline=("feature = search",)))
    assert wish.asked.scale is Scale.PREFERENCE
    assert len(make(engine, here, wish).of.where) == 0
    wrong = replace(wish, asked=replace(wish.asked, scale=Scale.YES_NO))
    with pytest.raises(ReviewError, match="which is better"):
        make(engine, here, wrong)


def test_the_corrected_quality_of_judge_weighs_labels_of_strata(
    engine: sa.Engine, written: Callable[..., Source], spans: pl.DataFrame
) -> None:
    """The judge passes every answer of legacy, of which people fail nine in ten, and is right elsewhere.

    Authority: PPI++ (arXiv 2311.01453, equation 3) worked out here with the weights N_h / n_h, at the page's lambda.
    """
    passed = np.array([truth(session, spans) for session in spans["session_id"]])
    verdict = np.where(spans["feature"].to_numpy() == "legacy", 1.0, passed)
    scores = spans.select("span_id", "trace_id", created_at=pl.col("start_time")).with_columns(
        name=pl.lit("correctness"), value=verdict, source=pl.lit("judge"), evaluator=pl.lit("judge-a")
    )
    here = written(spans, scores=scores.with_columns(inclusion_probability=pl.lit(1.0)))
    batch = make(engine, here, new("stratified", Wanted(n=90, seed="s", unit="answer", by=("feature",))))
    assert batch.asked.label == "correctness"
    label_all(engine, batch, spans)
    publish_labels(engine, batch, here.store.url, AT + timedelta(hours=1))
    source = Source(open_store(here.store.url))
    question = judge_question(Settings(), source.store.catalog(), "correctness")
    report = judge(source, WEEK, question)
    assert isinstance(report.quality, Corrected), report.quality
    assert (report.quality.method, report.quality.n_human) == ("ppi++", 90)
    places = [int(item.span_id[1:]) for item in items_of(engine, batch.id)]
    strata = [spans["feature"][place] for place in places]
    weights = np.array([SIZES[name] / strata.count(name) for name in strata])
    shares, lam = weights / weights.sum(), report.quality.lam
    assert lam is not None
    rest = np.delete(verdict, places)
    expected = shares @ passed[places] + lam * (rest.mean() - shares @ verdict[places])
    found = report.quality.quality
    assert found.value == pytest.approx(expected, abs=0.005)
    assert (found.low or 0) <= passed.mean() <= (found.high or 0)
    assert abs(passed[places].mean() - passed.mean()) > 0.2


def test_a_label_of_two_draws_has_the_chance_of_either(
    engine: sa.Engine, here: Source, spans: pl.DataFrame
) -> None:
    """Authority: 1 - (1 - n_h / N_h)(1 - n / N), for every label that stands, whichever draw brought it."""
    for wish in (
        new("stratified", Wanted(n=90, seed="a", by=("feature",))),
        new("random", Wanted(n=120, seed="b")),
    ):
        batch = make(engine, here, wish)
        label_all(engine, batch, spans)
        publish_labels(engine, batch, here.store.url, AT + timedelta(hours=batch.id))
        here = Source(open_store(here.store.url))
    scores = here.store.read(
        sa.select(sa.column("span_id"), sa.column("inclusion_probability")).select_from(sa.table("scores"))
    )
    assert scores["span_id"].n_unique() > 180
    for span, chance in scores.iter_rows():
        size = SIZES[spans["feature"][int(span[1:])]]
        assert chance == pytest.approx(1 - (1 - 30 / size) * (1 - 120 / spans.height))


def test_one_score_keeps_one_scale(
    written: Callable[..., Source], spans: pl.DataFrame, engine: sa.Engine
) -> None:
    """A pass among marks of 1 to 5 would be read as the worst mark."""
    marks = spans.head(3).select(
        "span_id",
        "trace_id",
        name=pl.lit("correctness"),
        source=pl.lit("human"),
        evaluator=pl.lit("ana"),
        value=pl.Series([1.0, 4.0, 5.0]),
        created_at=pl.col("start_time"),
    )
    here = written(spans, scores=marks)
    wanted = Wanted(n=20, unit="answer")
    with pytest.raises(ReviewError, match=r"on the scale “1 to 5” here.*another name"):
        proposed(engine, here, WEEK, Settings(), new("random", wanted))
    asked = replace(new("random", wanted).asked, scale=Scale.ONE_TO_FIVE)
    chosen, _ = proposed(engine, here, WEEK, Settings(), replace(new("random", wanted), asked=asked))
    assert len(chosen.items) == 20
