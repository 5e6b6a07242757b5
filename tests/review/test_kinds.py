"""Every kind of batch over a store. The authority is polars over the same rows, and the published hash."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import polars as pl
import pytest

from tests.conftest import END, MIDDLE
from tidegauge.filters import TraceFilter
from tidegauge.reports.source import Source
from tidegauge.review.draw import draw
from tidegauge.review.kinds import Wanted, kinds
from tidegauge.review.kinds.versions import is_swapped
from tidegauge.stats.drawn import drawn
from tidegauge.workbench.review_batches import ReviewError

Asker = Callable[..., TraceFilter]
SPEAK = {"random", "stratified", "scheme", "informative"}


@pytest.fixture
def spans(frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """The calls with texts: ten questions, answered by two versions; every seventh call has no answer."""
    number = pl.col("trace_id").str.slice(1).cast(pl.Int64)
    text = pl.format("answer {}", number)
    return frames["spans"].with_columns(
        input_text=pl.format("question {}", number % 10),
        output_text=pl.when(number % 7 > 0).then(text),
        prompt_version=pl.when(number % 2 == 0).then(pl.lit("v7")).otherwise(pl.lit("v6")),
    )


@pytest.fixture
def here(written: Callable[..., Source], spans: pl.DataFrame, frames: dict[str, pl.DataFrame]) -> Source:
    rules = (
        spans.filter(pl.col("kind") == "model")
        .gather_every(2)
        .select("span_id", "trace_id", created_at=pl.col("start_time"))
    )
    valid = pl.Series([float(n % 4 > 0) for n in range(rules.height)])
    code = rules.with_columns(name=pl.lit("json"), value=valid, source=pl.lit("code"), evaluator=pl.lit("c"))
    judge = frames["scores"].with_columns(inclusion_probability=pl.lit(0.25))
    scores = pl.concat([judge, code], how="diagonal")
    return written(spans, scores=scores, signals=frames["signals"])


@pytest.fixture
def answers(spans: pl.DataFrame) -> pl.DataFrame:
    week = pl.col("start_time").is_between(MIDDLE, END, closed="left")
    known = pl.col("output_text").is_not_null() | (pl.col("status") == "error")
    return spans.filter(week, pl.col("kind") == "model", known)


def test_only_drawn_kinds_record_chances_and_every_kind_tells_why(here: Source, ask: Asker) -> None:
    given = {
        "stratified": Wanted(n=12, seed="s", by=("geo",)),
        "disagreement": Wanted(seed="s", score="correctness"),
        "informative": Wanted(n=20, seed="s", score="correctness"),
        "versions": Wanted(seed="s", candidate=("prompt_version = v7",), baseline=("prompt_version = v6",)),
    }
    for name, kind in kinds().items():
        if not kind.offered or name == "versions":
            continue
        found = kind.draw(here, ask(), given.get(name, Wanted(n=20, seed="s", always=("status = error",))))
        chances = [item.inclusion_probability for item in found.items]
        assert all(chances) is (name in SPEAK), name
        assert kind.speaks is (name in SPEAK)
        assert [item.place for item in found.items] == list(range(1, len(found.items) + 1))
        assert len({item.span_id for item in found.items}) == len(found.items)
        assert f"{len(found.items):,} of {found.population:,}" in found.words


def test_answers_at_random_are_calls_with_an_answer_and_failed_ones(
    here: Source, ask: Asker, answers: pl.DataFrame
) -> None:
    found = kinds()["random"].draw(here, ask("geo = BR"), Wanted(n=30, seed="spring", unit="answer"))
    own = answers.filter(pl.col("geo") == "BR")["span_id"].to_list()
    assert [item.span_id for item in found.items] == draw(own, 30, "spring")
    assert (found.population, found.unit) == (len(own), "answer")
    assert {item.inclusion_probability for item in found.items} == {30 / len(own)}


@pytest.mark.parametrize("equal", [True, False])
def test_strata_are_drawn_each_by_itself(
    here: Source, ask: Asker, answers: pl.DataFrame, equal: bool
) -> None:
    wanted = Wanted(n=40, seed="spring", unit="answer", by=("geo",), equal=equal)
    found = kinds()["stratified"].draw(here, ask(), wanted)
    sizes = dict(answers.group_by(pl.col("geo").fill_null("(not recorded)")).len().iter_rows())
    assert found.population == answers.height
    assert dict(found.design.sizes) == sizes
    taken: dict[str, list[str]] = {name: [] for name in sizes}
    for item in found.items:
        taken[item.beside["stratum"]].append(item.span_id)
        assert item.inclusion_probability is not None
    for name, size in sizes.items():
        own = answers.filter(pl.col("geo").fill_null("(not recorded)") == name)["span_id"].to_list()
        assert taken[name] == draw(own, len(taken[name]), "spring")
        chances = {i.inclusion_probability for i in found.items if i.beside["stratum"] == name}
        assert chances == {len(taken[name]) / size}
        expected = 40 / len(sizes) if equal else 1 + (40 - len(sizes)) * size / answers.height
        assert len(taken[name]) == pytest.approx(expected, abs=1)


def test_a_session_stands_in_the_stratum_of_the_call_that_is_reviewed(
    here: Source, ask: Asker, spans: pl.DataFrame
) -> None:
    found = kinds()["stratified"].draw(here, ask(), Wanted(n=20, seed="a", by=("device", "geo")))
    known = {row["span_id"]: row for row in spans.iter_rows(named=True)}
    for item in found.items:
        row = known[item.span_id]
        assert item.beside["stratum"] == f"{row['device']} · {row['geo'] or '(not recorded)'}"
    week = pl.col("start_time").is_between(MIDDLE, END, closed="left")
    assert found.population == spans.filter(week, pl.col("kind") == "model")["session_id"].n_unique()


def test_the_published_scheme_is_decided_by_the_trace_id(
    here: Source, ask: Asker, answers: pl.DataFrame
) -> None:
    """Authority: SHA-256 of the trace id over 2^64, as `tests/stats/test_drawn.py` holds it."""
    wanted = Wanted(rate=0.1, always=("status = error", "no_such_attribute = 1"))
    found = kinds()["scheme"].draw(here, ask(), wanted)
    failed = set(answers.filter(pl.col("status") == "error")["span_id"])
    nominal = answers.filter(pl.col("status") != "error")
    by_hash = {
        span for span, trace in nominal.select("span_id", "trace_id").iter_rows() if drawn(trace) < 0.1
    }
    assert {item.span_id for item in found.items} == failed | by_hash
    for item in found.items:
        assert item.inclusion_probability == (1.0 if item.span_id in failed else 0.1)
    fewer = kinds()["scheme"].draw(here, ask(), Wanted(n=30, rate=0.1, always=("status = error",)))
    assert fewer.items[:29] != found.items[:29]  # their chances are lower
    assert [item.span_id for item in fewer.items] == [item.span_id for item in found.items[:30]]
    after = found.items[30]
    threshold = drawn(after.trace_id) / (1.0 if after.span_id in failed else 0.1)
    for item in fewer.items:
        rate = 1.0 if item.span_id in failed else 0.1
        assert item.inclusion_probability == pytest.approx(min(rate * threshold, 1.0))


def test_flagged_tells_how_many_of_them_the_judge_flagged(
    written: Callable[..., Source], ask: Asker, spans: pl.DataFrame, frames: dict[str, pl.DataFrame]
) -> None:
    """The page Judge shows the judge's alone: whoever draws both sees why one is larger."""
    marked = spans.with_columns(flagged=pl.col("geo") == "BR")
    here = written(marked, scores=frames["scores"])
    every, judges = (
        kinds()["flagged"].draw(here, ask(), Wanted(seed="s", score=one)) for one in ("", "correctness")
    )
    assert every.population > judges.population > 0
    assert every.words.endswith(f"flagged, {judges.population} of them by the judge")
    assert {item.span_id for item in judges.items} < {item.span_id for item in every.items}


def test_versions_without_a_text_in_common_say_what_is_missing(
    written: Callable[..., Source], ask: Asker, spans: pl.DataFrame
) -> None:
    here = written(spans.with_columns(input_text="span_id"))
    week = pl.col("start_time").is_between(MIDDLE, END, closed="left")
    answered = spans.filter(week, pl.col("kind") == "model", pl.col("output_text").is_not_null())
    n = answered.filter(pl.col("prompt_version") == "v6").height

    def refusal(candidate: str) -> str:
        wanted = Wanted(seed="s", candidate=(candidate,), baseline=("prompt_version = v6",))
        with pytest.raises(ReviewError) as refused:
            kinds()["versions"].draw(here, ask(), wanted)
        return str(refused.value)

    assert refusal("geo = XX").startswith("No call of this window was answered by geo = XX.")
    assert f"prompt_version = v6 answered {n:,} calls, but none of one" in refusal("prompt_version = v7")


def test_two_versions_are_paired_by_the_question_and_stand_on_random_sides(
    written: Callable[..., Source], ask: Asker, spans: pl.DataFrame
) -> None:
    many = spans.with_columns(
        input_text=pl.format("question {}", pl.col("trace_id").str.slice(1).cast(pl.Int64) // 2)
    )
    wanted = Wanted(seed="s", candidate=("prompt_version = v7",), baseline=("prompt_version = v6",))
    found = kinds()["versions"].draw(written(many), ask(), wanted)
    known = {row["span_id"]: row for row in many.iter_rows(named=True)}
    for item in found.items:
        other = known[item.beside["other"]["span_id"]]
        assert item.beside["other"]["trace_id"] == other["trace_id"]
        assert (known[item.span_id]["prompt_version"], other["prompt_version"]) == ("v7", "v6")
        assert known[item.span_id]["input_text"] == other["input_text"]
        assert item.beside["swapped"] is is_swapped("s", item.span_id)
    swapped = sum(item.beside["swapped"] for item in found.items)
    # Four standard errors of a fair coin.
    assert abs(swapped - len(found.items) / 2) < 2 * len(found.items) ** 0.5


def test_disagreement_is_a_pass_against_a_fail(here: Source, ask: Asker, answers: pl.DataFrame) -> None:
    scores: Any = here.store.read  # the rows of the store, by its own reader
    found = kinds()["disagreement"].draw(here, ask(), Wanted(seed="s", score="correctness"))
    assert scores
    every = pl.read_parquet(f"{here.store.url}/scores/**/*.parquet")
    judge = every.filter(pl.col("source") == "judge").select("span_id", judge=pl.col("value") >= 4)
    rule = every.filter(pl.col("source") == "code").select("span_id", rule=pl.col("value") >= 0.5)
    apart = judge.join(rule, on="span_id").filter(pl.col("judge") != pl.col("rule"))
    expected = set(apart["span_id"]) & set(answers["span_id"])
    assert {item.span_id for item in found.items} == expected
    assert found.population == len(expected)
    people = kinds()["disagreement"].draw(
        here, ask(), Wanted(seed="s", score="correctness", against="human.correctness")
    )
    human = every.filter(pl.col("source") == "human").select("span_id", human=pl.col("value") >= 0.5)
    apart = judge.join(human, on="span_id").filter(pl.col("judge") != pl.col("human"))
    assert {item.span_id for item in people.items} == set(apart["span_id"]) & set(answers["span_id"])


def test_informative_draws_within_each_mark_with_the_judges_own_chance(
    here: Source, ask: Asker, answers: pl.DataFrame
) -> None:
    found = kinds()["informative"].draw(here, ask(), Wanted(n=30, seed="s", score="correctness"))
    every = pl.read_parquet(f"{here.store.url}/scores/**/*.parquet").filter(pl.col("source") == "judge")
    marks = every.join(answers, on="span_id", how="semi").group_by("value").len()
    sizes = {f"{mark:g}": n for mark, n in marks.iter_rows()}
    assert dict(found.design.sizes) == sizes
    taken = [item.beside["stratum"] for item in found.items]
    for item in found.items:
        mark = item.beside["stratum"]
        assert item.inclusion_probability == pytest.approx(0.25 * taken.count(mark) / sizes[mark])
    assert set(taken) == set(sizes)


@pytest.mark.parametrize(
    ("kind", "wanted", "said"),
    [
        ("random", Wanted(n=0, seed="s"), "0 reviews cannot be drawn"),
        ("stratified", Wanted(n=9, seed="s"), "needs an attribute to divide by"),
        ("stratified", Wanted(n=2, seed="s", by=("geo",)), "ask for 4 reviews or more"),
        ("scheme", Wanted(rate=0.0), "above 0 and at most 1"),
        ("versions", Wanted(seed="s"), "Two versions are needed"),
        ("disagreement", Wanted(seed="s"), "Which score of the judge"),
        ("informative", Wanted(n=2, seed="s", score="correctness"), "marks: ask for"),
        ("incident", Wanted(n=3, seed="s", only="judged_low"), None),
    ],
)
def test_what_cannot_be_drawn_says_why(
    here: Source, ask: Asker, kind: str, wanted: Wanted, said: str | None
) -> None:
    if said is None:
        assert "judged low" in kinds()[kind].draw(here, ask(), wanted).words
        return
    with pytest.raises(ReviewError, match=said):
        kinds()[kind].draw(here, ask(), wanted)


def test_a_window_without_answers_says_so(here: Source, ask: Asker) -> None:
    asked = ask("geo = XX")
    for name in ("random", "stratified", "scheme", "flagged", "drift", "incident"):
        with pytest.raises(ReviewError):
            kinds()[name].draw(here, asked, Wanted(n=5, seed="s", by=("geo",)))
    assert timedelta(days=7) == END - MIDDLE
