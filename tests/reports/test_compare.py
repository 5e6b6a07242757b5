"""Two versions on the same traffic: by hand-made lakes whose truth is known."""

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from tests.reports.conftest import MakeSource
from tidegauge.comparisons import Request, resolve
from tidegauge.errors import FilterError
from tidegauge.findings import Direction, Verdict
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.reports._versions_compared.answers import changes
from tidegauge.reports._versions_compared.any_look import ALWAYS_VALID, EXACT
from tidegauge.reports._versions_compared.records import ComparedMetric, CompareReport
from tidegauge.reports._versions_compared.texts import difference_text, needs_words
from tidegauge.reports.compare import CompareOptions, compare, table
from tidegauge.reports.compare_releases import latest_releases
from tidegauge.reports.compare_sides import attribute_of
from tidegauge.reports.compare_texts import with_texts
from tidegauge.reports.export import to_json
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

END = datetime(2026, 11, 21)
GEOS = np.array(["BR", "DE", "US"])
FAILING = np.array([0.30, 0.02, 0.05])
"""Failures of each geo, the same on both versions unless a test says otherwise."""

World = Callable[..., Source]


def calls(
    version: str,
    mix: tuple[float, ...],
    n: int = 4000,
    seed: int = 1,
    failing: np.ndarray = FAILING,
    **columns: object,
) -> pl.DataFrame:
    """Return n calls of a version over the last four days, with their geo drawn from a mix."""
    random = np.random.default_rng(seed)
    place = random.choice(3, n, p=mix)
    minutes = np.sort(random.integers(0, 4 * 24 * 60, n))
    ids = [f"{version}-{seed}-{number}" for number in range(n)]
    made = pl.DataFrame(
        {
            "trace_id": ids,
            "span_id": ids,
            "kind": "model",
            "start_time": [END - timedelta(minutes=int(minute)) for minute in minutes],
            "duration_ms": random.lognormal(6, 0.5, n),
            "status": np.where(random.random(n) < failing[place], "error", "ok"),
            "prompt_version": version,
            "geo": GEOS[place],
            "device": random.choice(["ios", "web"], n),
            "cost_usd": random.lognormal(-5, 0.4, n),
        }
    )
    return made.with_columns(
        **{
            name: pl.lit(value) if isinstance(value, str) else pl.Series(value)
            for name, value in columns.items()
        }
    )


def report(
    source: Source,
    *metrics: str,
    compare_with: str = "prompt_version=v6:v7",
    match: tuple[str, ...] = ("geo", "device", "app_version"),
    **options: object,
) -> CompareReport:
    catalog = source.store.catalog()
    asked = resolve(Request(compare=compare_with, window="last 7 days"), END, catalog.first, catalog.newest)
    chosen = chosen_metrics(metrics or ("error_rate",), Settings(), catalog)
    return compare(source, asked, chosen, CompareOptions(match=match, **options))


def row(found: CompareReport, name: str = "error_rate") -> ComparedMetric:
    return next(one for one in found.rows if one.metric == name)


def test_other_traffic_is_no_worse_version(source_of: MakeSource) -> None:
    """Each geo fails as often on both; v7 only got more of BR, so that its crude rate is twice as high."""
    old, new = calls("v6", (0.2, 0.4, 0.4)), calls("v7", (0.7, 0.15, 0.15), seed=2)
    crude = [(one["status"] == "error").mean() for one in (old, new)]
    found = report(source_of(spans=pl.concat([old, new])))
    one = row(found)
    assert crude[1] - crude[0] > 0.1
    assert found.matched_on == ("geo",)
    assert one.verdict is not Verdict.CHANGED
    assert abs(one.difference.value) < 0.03
    assert one.b.value == pytest.approx(crude[1])
    (geo,) = (one for one in found.balance if one.dimension == "geo")
    assert geo.before > 0.5
    assert geo.after == pytest.approx(0, abs=1e-6)


def test_a_version_of_one_feature_is_held_against_that_feature_alone(source_of: MakeSource) -> None:
    """v6 is the name of two prompts; the other one fails much more, and v7 replaces the first alone."""
    mix = (0.4, 0.3, 0.3)
    old, new = calls("v6", mix, feature="orders"), calls("v7", mix, seed=2, feature="orders")
    other = calls("v6", mix, seed=3, failing=np.array([0.9, 0.9, 0.9]), feature="search")
    found = report(source_of(spans=pl.concat([old, new, other])))
    one = row(found)
    assert (one.a.n, one.b.n) == (old.height, new.height)
    assert one.a.value == pytest.approx((old["status"] == "error").mean(), abs=0.005)
    assert found.notes[0] == "both sides are narrowed to feature = orders: v7 has no calls elsewhere"


def test_the_weighted_value_is_the_post_stratified_one(source_of: MakeSource) -> None:
    """Holt and Smith (1979), worked out with polars: the mean of the cells of A, weighted by B's shares."""
    old, new = calls("v6", (0.2, 0.4, 0.4)), calls("v7", (0.7, 0.15, 0.15), seed=2)
    found = report(source_of(spans=pl.concat([old, new])), "error_rate", "cost_per_call")
    cells = old.group_by("geo").agg((pl.col("status") == "error").mean(), pl.col("cost_usd").mean())
    share = new.group_by("geo").agg((pl.len() / new.height).alias("w"))
    joined = cells.join(share, on="geo")
    assert row(found).a.value == pytest.approx((joined["status"] * joined["w"]).sum())
    assert row(found, "cost_per_call").a.value == pytest.approx((joined["cost_usd"] * joined["w"]).sum())
    assert row(found).a.n < old.height


def test_a_weighted_quantile_is_that_of_the_weighted_calls(source_of: MakeSource) -> None:
    slow = {"BR": 4.0, "DE": 1.0, "US": 1.0}
    old, new = (
        one.with_columns(duration_ms=pl.col("duration_ms") * pl.col("geo").replace_strict(slow))
        for one in (calls("v6", (0.1, 0.45, 0.45)), calls("v7", (0.8, 0.1, 0.1), seed=2))
    )
    found = report(source_of(spans=pl.concat([old, new])), "latency_p50")
    weight = {geo: (new["geo"] == geo).mean() / (old["geo"] == geo).mean() for geo in GEOS.tolist()}
    ordered = old.sort("duration_ms").with_columns(w=pl.col("geo").replace_strict(weight))
    reached = ordered["w"].cum_sum() / ordered["w"].sum()
    wanted = ordered["duration_ms"][int((reached < 0.5).sum())]
    assert row(found, "latency_p50").a.value == pytest.approx(wanted, rel=0.02)
    assert row(found, "latency_p50").verdict is not Verdict.CHANGED


def test_a_worse_version_is_named_with_its_place(source_of: MakeSource) -> None:
    old, new = calls("v6", (0.3, 0.3, 0.4)), calls("v7", (0.3, 0.3, 0.4), seed=2)
    broken = (pl.col("geo") == "DE") & (pl.col("device") == "ios")
    new = new.with_columns(status=pl.when(broken).then(pl.lit("error")).otherwise("status"))
    found = report(source_of(spans=pl.concat([old, new])))
    assert found.findings[0].direction is Direction.WORSE
    assert "v7 is worse than v6 on error rate" in found.findings[0].sentence
    assert "all of it in geo = DE and device = ios" in found.findings[0].sentence
    assert found.findings[0].segment == {"geo": "DE", "device": "ios"}
    assert found.segments is not None
    assert found.segments.by == ("geo", "device")
    assert found.segments.rows[0].values == {"geo": "DE", "device": "ios"}


def test_traffic_that_a_never_had_is_not_comparable(source_of: MakeSource) -> None:
    old, new = calls("v6", (0.0, 0.5, 0.5)), calls("v7", (0.4, 0.3, 0.3), seed=2)
    found = report(source_of(spans=pl.concat([old, new])))
    assert found.findings[0].verdict is Verdict.NOT_COMPARABLE
    assert "geo (BR) that v6 never had" in found.findings[0].sentence
    assert found.unmatched == pytest.approx((new["geo"] == "BR").mean())
    assert {one.verdict for one in found.rows} == {Verdict.NOT_COMPARABLE}


def test_another_part_of_the_release_is_said_and_not_matched(source_of: MakeSource) -> None:
    old = calls("v6", (0.3, 0.3, 0.4), app_version="4.1")
    new = calls("v7", (0.3, 0.3, 0.4), seed=2, app_version="4.2")
    found = report(source_of(spans=pl.concat([old, new])))
    assert found.findings[0].verdict is not Verdict.NOT_COMPARABLE
    assert any("app_version changed as well" in one for one in found.notes)


def test_what_a_release_did_between_two_windows_is_not_weighted_away(source_of: MakeSource) -> None:
    """App 4.2 fails more and has more of this window's calls: that is what happened, unless the settings hold it still."""
    weeks = []
    for seed, (part, days) in enumerate(((0.2, 7), (0.6, 0)), 1):
        is_new = np.random.default_rng(seed).random(4000) < part
        week = calls("v6", (0.3, 0.3, 0.4), seed=seed, app_version=np.where(is_new, "4.2", "4.1"))
        failing = np.random.default_rng(seed + 9).random(4000) < np.where(is_new, 0.4, 0.02)
        weeks.append(
            week.with_columns(
                pl.col("start_time") - timedelta(days=days),
                pl.col("trace_id", "span_id") + f"-{days}",
                status=pl.Series(np.where(failing, "error", "ok")),
            )
        )
    source = source_of(spans=pl.concat(weeks))
    usual = report(source, compare_with="previous", match=(), dimensions=("geo", "app_version"))
    assert usual.matched_on == ()
    assert usual.findings[0].sentence.startswith("This window is worse than the 7 days before on error rate")
    assert any("the mix of app_version differs" in one for one in usual.notes)
    held = report(source, compare_with="previous", match=("geo", "app_version"))
    assert held.matched_on == ("app_version",)
    assert row(held).verdict is not Verdict.CHANGED


def test_versions_that_never_met_are_told(source_of: MakeSource) -> None:
    old, new = calls("v6", (0.3, 0.3, 0.4)), calls("v7", (0.3, 0.3, 0.4), seed=2)
    earlier = old.with_columns(start_time=pl.col("start_time") - timedelta(days=30))
    source = source_of(spans=pl.concat([earlier, new]))
    catalog = source.store.catalog()
    asked = resolve(
        Request(compare="prompt_version=v6:v7", window="last 60 days"), END, catalog.first, catalog.newest
    )
    metrics = chosen_metrics(("error_rate",), Settings(), catalog)
    found = compare(source, asked, metrics, CompareOptions(match=("geo",)))
    assert any("not live on the same days" in one for one in found.notes)


def test_few_rare_events_are_tested_exactly(source_of: MakeSource) -> None:
    rare = np.array([0.002] * 3)
    few = [
        calls(version, (0.3, 0.3, 0.4), n=300, seed=seed, failing=rare)
        for seed, version in enumerate(("v6", "v7"), 1)
    ]
    assert row(report(source_of(spans=pl.concat(few)))).test == EXACT


def test_many_are_looked_at_by_the_always_valid_interval(source_of: MakeSource) -> None:
    both = pl.concat([calls("v6", (0.3, 0.3, 0.4)), calls("v7", (0.3, 0.3, 0.4), seed=2)])
    one = row(report(source_of(spans=both)))
    assert (one.test, one.is_any_look) == (ALWAYS_VALID, True)


def test_what_would_settle_it_is_told_in_calls_and_days(source_of: MakeSource) -> None:
    both = pl.concat(
        [calls(version, (0.3, 0.3, 0.4), n=1000, seed=seed) for seed, version in enumerate(("v6", "v7"), 1)]
    )
    one = row(report(source_of(spans=both)))
    assert one.verdict is Verdict.CANNOT_TELL
    assert one.needs is not None
    assert one.days is not None
    # 2,000 calls came in four days.
    assert one.days == pytest.approx(one.needs / 500, rel=0.15)
    assert needs_words(one).endswith("more calls")


def test_guardrails_stand_first_and_totals_nowhere(source_of: MakeSource) -> None:
    both = pl.concat([calls("v6", (0.3, 0.3, 0.4)), calls("v7", (0.3, 0.3, 0.4), seed=2)])
    found = report(source_of(spans=both), "calls", "cost", "latency_p50", "cost_per_call", "error_rate")
    assert [one.metric for one in found.rows] == ["error_rate", "cost_per_call", "latency_p50"]
    assert [one.is_guardrail for one in found.rows] == [True, True, False]


def test_a_verdict_never_contradicts_its_interval(source_of: MakeSource) -> None:
    for seed in range(3, 9):
        both = pl.concat(
            [
                calls("v6", (0.3, 0.3, 0.4), seed=seed),
                calls("v7", (0.3, 0.3, 0.4), seed=seed + 50, failing=FAILING * 1.25),
            ]
        )
        source = source_of(spans=both)
        for one in report(source, "error_rate", "latency_p95", "cost_per_call").rows:
            if one.verdict is Verdict.CHANGED:
                assert one.difference.low > 0 or one.difference.high < 0
            assert one.adjusted is None or one.p_value is None or one.adjusted >= one.p_value


def test_a_judge_that_changed_is_no_version(source_of: MakeSource) -> None:
    old, new = calls("v6", (0.3, 0.3, 0.4), n=400), calls("v7", (0.3, 0.3, 0.4), n=400, seed=2)
    spans = pl.concat([old, new])
    scores = spans.select("span_id", "trace_id").with_columns(
        name=pl.lit("correctness"),
        value=pl.lit(4.0),
        source=pl.lit("judge"),
        evaluator=pl.when(pl.col("span_id").str.starts_with("v6")).then(pl.lit("r3")).otherwise(pl.lit("r4")),
        created_at=pl.lit(END - timedelta(hours=1)),
    )
    found = report(source_of(spans=spans, scores=scores), "error_rate", "correctness")
    assert row(found, "correctness").verdict is Verdict.NOT_COMPARABLE
    assert any("scored by different judges" in one.sentence for one in found.findings)


def test_cases_are_found_and_paired(source_of: MakeSource) -> None:
    cases = [f"case {number}" for number in range(500)]
    both = pl.concat(
        [
            calls(version, (0.3, 0.3, 0.4), n=500, seed=seed, case_id=cases)
            for seed, version in enumerate(("v6", "v7"), 1)
        ]
    )
    found = report(source_of(spans=both), "error_rate", "latency_p50", "cost_per_call")
    assert (found.paired_by, found.n_pairs) == (("case_id",), 500)
    assert all(one.paired for one in found.rows)
    assert "500 answered by both, paired" in found.findings[0].details


def test_samples_and_words_stand_beside_it(source_of: MakeSource) -> None:
    asked = [f"question {number % 200}" for number in range(400)]
    old = calls("v6", (0.3, 0.3, 0.4), n=400, input_text=asked, output_text=["It costs 5 euros."] * 400)
    new = calls(
        "v7",
        (0.3, 0.3, 0.4),
        n=400,
        seed=2,
        input_text=asked,
        output_text=["Unfortunately it costs 7 euros."] * 400,
    )
    source = source_of(spans=pl.concat([old, new]))
    found = report(source)
    catalog = source.store.catalog()
    question = resolve(
        Request(compare="prompt_version=v6:v7", window="last 7 days"), END, catalog.first, catalog.newest
    )
    said = with_texts(source, question, found)
    assert said.words[0].text in {"unfortunately", "unfortunately it"}
    assert (said.words[0].a, said.words[0].b) == (0.0, 1.0)
    assert said.pairs[0].case == "same input"
    assert difference_text(said.pairs[0]) == "[−It−]{+Unfortunately it+} costs [−5−]{+7+} euros."


def test_word_differences_give_both_texts_back() -> None:
    one, other = "a  b\nc d, e <b>x</b>", "a b\nc, e <i>x</i> 退款"
    found = list(changes(one, other))
    assert "".join(part.text for part in found if part.sign in " -") == one
    assert "".join(part.text for part in found if part.sign in " +") == other


def test_hostile_names_are_kept_as_they_are(source_of: MakeSource) -> None:
    evil = '<img src=x onerror="a">'
    both = pl.concat(
        [
            calls("v6", (0.3, 0.3, 0.4), geo=[evil] * 4000),
            calls("v7", (0.3, 0.3, 0.4), seed=2, geo=[evil] * 4000),
        ]
    )
    found = report(source_of(spans=both))
    assert found.rows
    assert "NaN" not in to_json(found)
    assert table(found).height == len(found.rows)


def test_nothing_compared_and_nothing_there(source_of: MakeSource) -> None:
    source = source_of(spans=calls("v6", (0.3, 0.3, 0.4), n=200))
    nothing = report(source, compare_with="none")
    assert nothing.findings[0].sentence.startswith("Nothing is compared yet")
    assert not nothing.rows
    lone = report(source, compare_with="prompt_version=v7:v6")
    assert lone.findings[0].sentence == "There are 200 calls of v6 and none of v7 in this window."
    assert "No calls match" in report(source, compare_with="prompt_version=v6:v7").findings[0].sentence
    assert table(lone).is_empty()


def test_two_windows_are_compared_too(source_of: MakeSource) -> None:
    now, before = calls("v6", (0.3, 0.3, 0.4)), calls("v5", (0.3, 0.3, 0.4), seed=2)
    earlier = before.with_columns(start_time=pl.col("start_time") - timedelta(days=7))
    found = report(source_of(spans=pl.concat([earlier, now])), compare_with="previous")
    assert (found.of, found.a, found.b) == (None, "the 7 days before", "this window")
    assert row(found).n_a == 4000


def test_segments_by_what_is_compared_are_refused(source_of: MakeSource) -> None:
    source = source_of(spans=pl.concat([calls("v6", (0.3, 0.3, 0.4)), calls("v7", (0.3, 0.3, 0.4), seed=2)]))
    with pytest.raises(FilterError, match="is what is compared"):
        report(source, by=("prompt_version",))
    with pytest.raises(FilterError, match="gep"):
        report(source, by=("gep",))


def test_values_name_their_attribute_or_say_what_is_missing(source_of: MakeSource) -> None:
    source = source_of(spans=pl.concat([calls("v6", (0.3, 0.3, 0.4)), calls("v7", (0.3, 0.3, 0.4), seed=2)]))
    window = resolve(Request(), END, END, END).current.window
    assert attribute_of(source, "v6", "v7", window) == "prompt_version"
    assert attribute_of(source, "ios", "web", window) == "device"
    with pytest.raises(
        FilterError, match=r"No attribute has both v6 and v9. Found is only prompt_version = v6"
    ):
        attribute_of(source, "v6", "v9", window)


def test_recorded_releases_are_offered_newest_first(source_of: MakeSource) -> None:
    spans = calls("v6", (0.3, 0.3, 0.4), n=100)
    changes_made = pl.DataFrame(
        {
            "at": [END - timedelta(days=2), END - timedelta(days=1), END - timedelta(hours=3)],
            "kind": ["prompt", "prompt", "note"],
            "component": ["checkout", "checkout", None],
            "from_version": ["v5", "v6", None],
            "to_version": ["v6", "v7", None],
            "scope": ["geo = BR and device = ios", None, None],
        }
    )
    source = source_of(spans=spans, changes=changes_made)
    catalog = source.store.catalog()
    found = latest_releases(source, resolve(Request(), END, catalog.first, catalog.newest))
    assert [(one.a, one.b, one.of) for one in found] == [
        ("v6", "v7", "prompt_version"),
        ("v5", "v6", "prompt_version"),
    ]
    assert found[1].where == ("geo = BR", "device = ios")
