"""The report on small shops: figures by hand, late outcomes, versions, segments, the random slice, changes, leads, decisions."""

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest
from scipy import stats

from tests.business_shop import shop
from tests.conftest import END, MIDDLE, START
from tidegauge.errors import FilterError
from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.findings import Direction, Verdict
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.reports._business.records import BusinessReport
from tidegauge.reports.business import BusinessOptions, business, table
from tidegauge.reports.business_dimension import business_dimensions, version_dimensions
from tidegauge.reports.cost import cost
from tidegauge.reports.export import to_json
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.settings_business import BusinessTable

Written = Callable[..., Source]
Ask = Callable[..., TraceFilter]
LATER = Window(MIDDLE, END)


def _joined(frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
    wide = frames["outcomes"].pivot("name", index="span_id", values="value", aggregate_function="sum")
    return frames["spans"].join(wide, on="span_id", how="left").fill_null(0)


def _sessions(calls: pl.DataFrame, *names: str) -> list[np.ndarray]:
    summed = calls.group_by("session_id").agg(pl.col(*names).sum(), pl.len().cast(pl.Float64).alias("calls"))
    return [summed[name].to_numpy() for name in (*names, "calls")]


def _linearised(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    r = a.sum() / b.sum()
    return (a - r * b) / b.mean() + r


def _one(report: BusinessReport, name: str):
    return next(one for one in report.outcomes if one.metric == name)


@pytest.fixture(scope="module")
def frames() -> dict[str, pl.DataFrame]:
    return shop(START, 14, click=lambda day: 0.2 if day < 7 else 0.15)


@pytest.fixture
def report(written: Written, ask: Ask, frames: dict[str, pl.DataFrame]) -> BusinessReport:
    return business(
        written(**frames), ask(), "geo", "prompt_version", BusinessOptions(BusinessTable(delay_hours=0.001))
    )


PAIRS = {
    "ctr": ("clicks", "impressions", 1),
    "conversion": ("conversions", "clicks", 1),
    "cpa": ("spend", "conversions", 1),
    "roas": ("revenue", "spend", 1),
    "revenue_per_1000": ("revenue", "calls", 1000),
}


@pytest.mark.parametrize("name", PAIRS)
def test_figures_are_those_of_polars_and_scipy_over_sessions(
    report: BusinessReport, frames: dict[str, pl.DataFrame], name: str
) -> None:
    top, bottom, scale = PAIRS[name]
    calls = _joined(frames)
    until = report.delay.final_until
    # The comparison ends as much earlier as the window: both stop a few seconds before their ends.
    cut = END - until
    sides = []
    for window in (Window(START, MIDDLE - cut), Window(MIDDLE, until)):
        own = calls.filter(pl.col("start_time").is_between(window.start, window.end, closed="left"))
        a, b = _sessions(own, *([top] if bottom == "calls" else [top, bottom]))[:2]
        sides.append(scale * _linearised(a, b))
    found, test = _one(report, name), stats.ttest_1samp(sides[1], 0).confidence_interval()
    assert found.current.value == pytest.approx(sides[1].mean(), rel=1e-9)
    assert (found.current.low, found.current.high) == pytest.approx((test.low, test.high), rel=1e-9)
    assert found.current.n == sides[1].size
    change = stats.ttest_ind(sides[1], sides[0], equal_var=False)
    interval = change.confidence_interval()
    assert found.difference is not None
    assert (found.difference.low, found.difference.high) == pytest.approx(
        (interval.low, interval.high), rel=1e-6
    )


def test_the_headline_names_what_fell(report: BusinessReport) -> None:
    head = report.findings[0]
    assert (head.verdict, head.direction, head.metric) == (Verdict.CHANGED, Direction.WORSE, "ctr")
    assert head.sentence.startswith("Click-through rate fell from 19% to 14%")
    assert report.outcome == "ctr"


def test_shares_of_spend_sum_to_all_of_it(report: BusinessReport) -> None:
    assert report.allocation_of == "spend"
    assert sum(one.share.current.value for one in report.allocation) == pytest.approx(1)
    assert sum(
        one.share.reference.value for one in report.allocation if one.share.reference
    ) == pytest.approx(1)
    assert {one.value for one in report.allocation} == {"BR", "DE"}
    assert table(report)["geo"].to_list() == [one.value for one in report.allocation]


def test_versions_are_held_against_each_other(written: Written, ask: Ask) -> None:
    frames = shop(START, 14, sessions=300)
    v7 = frames["spans"].filter(pl.col("prompt_version") == "v7")["span_id"]
    lost = (
        (pl.col("name") == "clicks")
        & pl.col("span_id").is_in(v7.implode())
        & (pl.col("span_id").hash(3) % 10 < 4)
    )
    frames["outcomes"] = frames["outcomes"].filter(~lost)
    found = business(written(**frames), ask(), None, "prompt_version", BusinessOptions(outcome="ctr"))
    by = {one.value: one for one in found.versions}
    calls = _joined(frames).filter(pl.col("start_time") < (found.delay.final_until or END))
    assert by["v7"].measure.value == pytest.approx(0.12, abs=0.015)
    assert (by["v7"].verdict, by["v7"].direction) == (Verdict.CHANGED, Direction.WORSE)
    assert by["v6"].direction is Direction.BETTER
    assert sum(one.share for one in found.versions) == pytest.approx(1)
    assert sum(one.calls for one in found.versions) <= calls.height


def test_what_is_too_young_is_hollow_and_in_no_test(written: Written, ask: Ask) -> None:
    """Outcomes take up to 60 hours: the last days lack many, and seem worse. Nothing changed, and nothing is said to have."""
    frames = shop(START, 14, delay_hours=60, until=END)
    found = business(written(**frames), ask())
    assert found.delay.hours == pytest.approx(57, rel=0.02)  # 95% of a uniform delay of 60 hours
    assert found.delay.final_until is not None
    assert END - found.delay.final_until == pytest.approx(timedelta(hours=57), abs=timedelta(hours=2))
    assert found.trend is not None
    finals = [one.final for one in found.trend.current]
    assert finals == sorted(finals, reverse=True)
    assert finals.count(False) == 3
    ctr = _one(found, "ctr")
    assert ctr.verdict is not Verdict.CHANGED
    assert ctr.current.value == pytest.approx(0.2, abs=0.02)
    calls = _joined(frames).filter(
        pl.col("start_time").is_between(MIDDLE, found.delay.final_until, closed="left")
    )
    assert ctr.current.n == calls["session_id"].n_unique()
    assert any("not final" in one for one in found.findings[0].details)


def test_a_window_that_is_all_too_young_tests_nothing(written: Written, ask: Ask) -> None:
    frames = shop(START, 14, until=END)
    found = business(written(**frames), ask(), options=BusinessOptions(BusinessTable(delay_hours=24 * 10)))
    assert all(one.verdict is Verdict.CANNOT_TELL for one in found.outcomes)
    assert any("nothing is tested" in note for note in found.notes)
    assert found.findings[0].sentence.endswith("so far: no call of this window has all its outcomes yet.")


@pytest.mark.thorough
def test_calm_shops_hardly_ever_alarm(written: Written, ask: Ask, tmp_path) -> None:
    """Twelve shops on which nothing happens: no more of them may be told as changed than 5% would be by chance, 99.9% of times."""
    from tidegauge.stores.lake.manifest import ImportRecord
    from tidegauge.stores.lake.reader import Lake
    from tidegauge.stores.lake.writer import write_frames

    alarms = 0
    for seed in range(12):
        write_frames(
            tmp_path / f"calm{seed}", shop(START, 14, sessions=80, seed=seed), ImportRecord("b", "f", END)
        )
        found = business(Source(Lake(tmp_path / f"calm{seed}")), ask(), "geo", "prompt_version")
        alarms += found.findings[0].verdict is Verdict.CHANGED
    assert alarms <= stats.binom.ppf(0.999, 12, 0.05)


def test_only_calls_that_can_have_outcomes_count(written: Written, ask: Ask) -> None:
    frames = shop(START, 14, feature="search")
    other = frames["spans"].with_columns(
        pl.format("o{}", "span_id").alias("span_id"),
        pl.format("o{}", "trace_id").alias("trace_id"),
        feature=pl.lit("chat"),
    )
    both = written(pl.concat([frames["spans"], other]), outcomes=frames["outcomes"])
    found = business(both, ask())
    assert found.where == ("feature = search",)
    assert found.windows.n_current == frames["spans"].filter(pl.col("start_time") >= MIDDLE).height
    chosen = business(both, ask(), options=BusinessOptions(BusinessTable(where=("feature = chat",))))
    assert chosen.where == ("feature = chat",)
    assert chosen.outcomes[0].current.n == 0 or np.isnan(chosen.outcomes[0].current.value)


def test_names_of_the_settings_go_before_what_names_tell(written: Written, ask: Ask) -> None:
    frames = shop(START, 14)
    frames["outcomes"] = frames["outcomes"].with_columns(pl.col("name").replace({"clicks": "link_opened"}))
    source = written(**frames)
    assert "ctr" not in {one.metric for one in business(source, ask()).outcomes}
    chosen = BusinessTable(outcomes={"clicks": "link_opened", "fraud": "chargback"})
    found = business(source, ask(), options=BusinessOptions(chosen))
    assert _one(found, "ctr").current.value == pytest.approx(0.2, abs=0.03)
    assert any("chargback" in note for note in found.notes)


def test_a_figure_that_is_not_there_is_refused_with_those_that_are(written: Written, ask: Ask) -> None:
    with pytest.raises(FilterError, match=r"“crt”.*ctr"):
        business(written(**shop(START, 14, sessions=20)), ask(), options=BusinessOptions(outcome="crt"))


def test_further_outcomes_are_shown_whatever_they_are_called(written: Written, ask: Ask) -> None:
    frames = shop(START, 14, sessions=40)
    evil = "<img src=x> \"é'; drop table outcomes --"
    frames["outcomes"] = frames["outcomes"].with_columns(pl.lit(evil).alias("name"))
    found = business(written(**frames), ask())
    assert [one.label for one in found.outcomes] == [f"{evil} per 1,000 calls"]


@pytest.mark.parametrize("with_store", [True, False])
def test_without_outcomes_it_says_how_they_are_imported(written: Written, ask: Ask, with_store: bool) -> None:
    spans = shop(START, 14, sessions=20)["spans"]
    asked = ask() if with_store else ask("geo = FR")
    found = business(written(spans), asked)
    if not with_store:
        assert "No calls match geo = FR" in found.findings[0].sentence
        return
    assert found.findings[0].sentence == "No outcomes are recorded in this store."
    assert "tidegauge import outcomes.csv --table outcomes" in found.findings[0].details
    assert found.outcomes == ()


def test_steered_traffic_that_falls_alone_is_the_models_doing(written: Written, ask: Ask) -> None:
    frames = shop(START, 14, sessions=600, seed=3)
    spans = frames["spans"]
    lost = spans.filter(
        (pl.col("variant") == "baseline")
        & (pl.col("start_time") >= MIDDLE)
        & (pl.col("span_id").hash(1) % 10 < 4)
    )
    clicks = (pl.col("name") == "clicks") & pl.col("span_id").is_in(lost["span_id"].implode())
    frames["outcomes"] = frames["outcomes"].filter(~clicks)
    found = business(
        written(**frames), ask(), options=BusinessOptions(BusinessTable(delay_hours=0.001), outcome="ctr")
    )
    one = found.random_slice
    assert one is not None
    assert (one.verdict, one.direction) == (Verdict.CHANGED, Direction.WORSE)
    calls = _joined(frames).filter(pl.col("start_time") < END - timedelta(seconds=4))
    rates = (
        calls.with_columns(late=pl.col("start_time") >= MIDDLE)
        .group_by("variant", "late")
        .agg(pl.col("clicks").mean())
    )
    by = {(variant, late): rate for variant, late, rate in rates.iter_rows()}
    expected = (by["baseline", True] - by["baseline", False]) - (by["random", True] - by["random", False])
    assert one.difference is not None
    assert one.difference.value == pytest.approx(expected, abs=2e-4)
    assert one.difference.low < expected < one.difference.high < 0
    assert "look at the model" in one.sentence


def test_without_random_traffic_it_says_what_that_would_show(written: Written, ask: Ask) -> None:
    found = business(written(**shop(START, 14, sessions=30, variant="baseline")), ask())
    assert found.random_slice is None
    assert any("variant = random" in note for note in found.notes)
    wrong = BusinessOptions(BusinessTable(random="vairant = random"))
    assert any(
        "vairant" in note
        for note in business(written(**shop(START, 14, sessions=30)), ask(), options=wrong).notes
    )


CHANGE = {
    "kind": "prompt",
    "component": "search",
    "from_version": "v6",
    "to_version": "v7",
    "scope": None,
    "note": None,
}


def _changes(*at: datetime, **more: object) -> pl.DataFrame:
    return pl.DataFrame(
        [{"at": one, **CHANGE, **more} for one in at],
        schema_overrides={"scope": pl.String, "note": pl.String},
    )


def test_a_change_has_its_difference_and_its_money(written: Written, ask: Ask) -> None:
    """Clicks fall from 30% to 20% with a release; by hand: like calls weighted as Mantel and Haenszel do, times the week's calls."""
    frames = shop(START, 14, sessions=900, click=lambda day: 0.3 if day < 7 else 0.2, seed=5)
    options = BusinessOptions(BusinessTable(delay_hours=0.001), outcome="ctr")
    found = business(written(**frames, changes=_changes(MIDDLE)), ask(), options=options)
    (one,) = found.changes
    assert (one.verdict, one.direction, one.money_verdict) == (
        Verdict.CHANGED,
        Direction.WORSE,
        Verdict.CHANGED,
    )
    assert one.same_hours
    calls = _joined(frames).with_columns(late=pl.col("start_time") >= MIDDLE)
    seconds = timedelta(seconds=4)
    calls = calls.filter(
        ~pl.col("start_time").is_between(MIDDLE - seconds, MIDDLE, closed="left"),
        pl.col("start_time") < END - seconds,
    )
    sums = calls.group_by("geo", "late").agg(
        pl.len().alias("n"), pl.col("clicks").sum(), pl.col("revenue").sum()
    )
    wide = sums.pivot("late", index="geo", values=["n", "clicks", "revenue"])
    n1, n2 = wide["n_false"], wide["n_true"]
    weight = n1 * n2 / (n1 + n2)
    shift = {
        name: float(((wide[f"{name}_true"] / n2 - wide[f"{name}_false"] / n1) * weight).sum() / weight.sum())
        for name in ("clicks", "revenue")
    }
    assert one.effect is not None
    assert one.effect.value == pytest.approx(shift["clicks"], abs=1e-4)
    assert one.money is not None
    assert one.money.value == pytest.approx(shift["revenue"] * n2.sum(), rel=0.01)
    assert one.money.low < one.money.value < one.money.high < 0
    assert "It moved with prompt search v6 → v7" in found.findings[0].sentence


def test_a_change_that_touches_nothing_of_it_or_comes_too_late_says_so(written: Written, ask: Ask) -> None:
    frames = shop(START, 14, sessions=60, feature="search")
    changes = pl.concat(
        [
            _changes(MIDDLE, scope="feature = chat"),
            _changes(END - timedelta(hours=2), component="late"),
            _changes(MIDDLE + timedelta(days=3), kind="judge", component="rubric"),
            _changes(MIDDLE + timedelta(days=1), scope="goe = BR", component="scoped"),
        ]
    )
    found = business(written(**frames, changes=changes), ask("feature = search"))
    notes = {one.change.split()[1]: one.note for one in found.changes}
    assert notes["search"] == "it touches no calls with outcomes"
    assert notes["late"].startswith("too soon")
    assert "goe" in notes["scoped"]
    assert "rubric" not in notes
    assert {one.verdict for one in found.changes} == {Verdict.CANNOT_TELL}


def test_two_changes_at_once_are_told_apart_by_nobody(written: Written, ask: Ask) -> None:
    frames = shop(START, 14, sessions=300, click=lambda day: 0.3 if day < 7 else 0.15)
    changes = pl.concat(
        [_changes(MIDDLE), _changes(MIDDLE + timedelta(minutes=5), component="index", kind="index")]
    )
    found = business(written(**frames, changes=changes), ask(), options=BusinessOptions(outcome="ctr"))
    assert all(one.beside and one.verdict is Verdict.CANNOT_TELL for one in found.changes)


def _lasting(days: int, **more: object) -> tuple[dict[str, pl.DataFrame], TraceFilter]:
    frames = shop(START, days, **more)  # type: ignore[arg-type]
    end = START + timedelta(days=days)
    week = timedelta(days=7)
    return frames, TraceFilter(
        Population(Window(end - week, end)), Population(Window(end - 2 * week, end - week))
    )


def test_a_signal_that_goes_two_days_ahead_is_named_with_its_lag(written: Written) -> None:
    """Every day has its error rate; two days later clicks are the fewer the higher it was."""
    random = np.random.default_rng(12)
    bad = np.clip(random.normal(0.2, 0.07, 58), 0.02, 0.5)
    click = lambda day: 0.5 - bad[max(day - 2, 0)] * 0.9  # noqa: E731  one line says it
    frames, asked = _lasting(56, sessions=250, click=click)
    day = ((frames["spans"]["start_time"] - START).dt.total_days()).to_numpy()
    failed = np.random.default_rng(13).random(day.size) < bad[day]
    frames["spans"] = frames["spans"].with_columns(status=pl.Series(np.where(failed, "error", "ok")))
    source = written(**frames)
    signals = chosen_metrics(["error_rate"], Settings(), source.store.catalog())
    found = business(source, asked, options=BusinessOptions(signals=signals))
    first = found.leads[0]
    assert (first.signal, first.outcome, first.lag, first.verdict) == (
        "error_rate",
        "ctr",
        2,
        Verdict.CHANGED,
    )
    assert first.correlation.value < -0.5
    assert first.low is not None
    assert first.low <= 2 <= (first.high or 0)
    assert first.unit == "days"
    assert any(one.kind == "business.lead" and "2 days" in one.sentence for one in found.findings)


def test_of_two_weeks_leads_are_looked_for_by_the_hour(written: Written, ask: Ask) -> None:
    source = written(**shop(START, 14, sessions=400))
    signals = chosen_metrics(["rate(geo = 'BR')"], Settings(), source.store.catalog())
    found = business(source, ask(), options=BusinessOptions(signals=signals))
    assert {one.unit for one in found.leads} == {"hours"}
    assert all(one.verdict is not Verdict.CHANGED for one in found.leads)


def test_what_repeats_itself_every_week_leads_nothing(written: Written) -> None:
    """All calls fail on Mondays, and none on other days: without its week nothing of the series is left."""
    frames, asked = _lasting(56, sessions=20)
    monday = pl.col("start_time").dt.weekday() == 1
    status = pl.when(monday).then(pl.lit("error")).otherwise(pl.lit("ok"))
    source = written(**{**frames, "spans": frames["spans"].with_columns(status=status)})
    signals = chosen_metrics(["error_rate"], Settings(), source.store.catalog())
    found = business(source, asked, options=BusinessOptions(signals=signals))
    assert found.leads == ()
    assert "No technical signal" in found.leads_note


def test_of_three_days_no_leads_are_looked_for(written: Written) -> None:
    source = written(**shop(START, 3, sessions=50))
    signals = chosen_metrics(["rate(geo = 'BR')"], Settings(), source.store.catalog())
    short = TraceFilter(Population(Window(START, START + timedelta(days=3))))
    found = business(source, short, options=BusinessOptions(signals=signals))
    assert found.leads == ()
    assert "28 days" in found.leads_note


def _scored(seed: int, n: int, late: np.ndarray, *, crowded: bool) -> dict[str, object]:
    random = np.random.default_rng(seed)
    wide, narrow = random.beta(1, 1, n), random.beta(8, 8, n)
    score = np.where(late & crowded, narrow, wide)
    label = (random.random(n) < score).astype(float)
    cut = np.where(late & crowded, 0.7, 0.5)
    return {"prediction": score, "label": label, "decision": np.where(score >= cut, "approved", "rejected")}


def test_decisions_and_predictions_beside_the_money(written: Written, ask: Ask) -> None:
    frames = shop(START, 14, sessions=150)
    spans = frames["spans"]
    late = (spans["start_time"] >= MIDDLE).to_numpy()
    scored = _scored(4, spans.height, late, crowded=True)
    frames["spans"] = spans.with_columns(**{name: pl.Series(values) for name, values in scored.items()})
    found = business(written(**frames), ask(), "geo")
    drift = found.decisions
    assert drift is not None
    shares = {one.value: one.comparison for one in drift.shares}
    known = frames["spans"].filter(pl.Series(late))
    rejected = float((known["decision"] == "rejected").mean())  # type: ignore[arg-type]
    assert shares["rejected"].current.value == pytest.approx(rejected, rel=1e-12)
    assert (shares["rejected"].verdict, shares["rejected"].direction) == (Verdict.CHANGED, Direction.WORSE)
    assert drift.moved == "rejected"
    assert sum(sum(one.counts) for one in drift.shares) == known.height
    assert {one.value for one in drift.segments} == {"BR", "DE"}
    assert found.scores is not None
    figures = {one.metric: one for one in found.scores.comparisons}
    assert figures["above_threshold"].current.value == pytest.approx(
        float((known["prediction"] >= 0.5).mean()), rel=1e-12
    )  # type: ignore[arg-type]
    assert figures["spread"].current.value == pytest.approx(float(known["prediction"].std()), rel=1e-9)  # type: ignore[arg-type]
    assert (figures["spread"].verdict, figures["spread"].rising) == (Verdict.CHANGED, False)
    brier = ((known["prediction"] - known["label"]) ** 2).mean()
    assert figures["brier"].current.value == pytest.approx(brier, rel=1e-9)
    assert figures["ece"].current.low == pytest.approx(0, abs=0.02)
    assert _one(found, "rejected").current.value == pytest.approx(rejected, abs=0.005)
    kinds = {one.kind for one in found.findings}
    assert {"business.decision", "business.spread"} <= kinds


def test_decisions_alone_make_a_page(written: Written, ask: Ask) -> None:
    spans = shop(START, 14, sessions=60)["spans"]
    spans = spans.with_columns(
        decision=pl.when(pl.col("span_id").hash(2) % 4 == 0)
        .then(pl.lit("Declined"))
        .otherwise(pl.lit("sent"))
    )
    found = business(written(spans), ask(), "geo")
    assert [one.metric for one in found.outcomes] == ["rejected"]
    assert found.changes == ()


def test_predictions_that_are_no_probabilities_have_no_calibration(written: Written, ask: Ask) -> None:
    frames = shop(START, 14, sessions=40, prediction=pl.lit(740.0), label=pl.lit(1.0))
    found = business(written(**frames), ask())
    assert found.scores is not None
    assert {one.metric for one in found.scores.comparisons} == {"above_threshold", "spread"}


def test_nothing_to_compare_with_is_said(written: Written, ask: Ask) -> None:
    found = business(written(**shop(START, 14, sessions=40)), ask(compare=False), "geo", "prompt_version")
    assert found.findings[0].sentence.endswith("nothing to compare with.")
    assert all(one.difference is None for one in found.outcomes)


def test_dimensions_are_those_of_the_calls_with_outcomes(written: Written, ask: Ask) -> None:
    source = written(**shop(START, 14, sessions=40, feature="search", creative_id=pl.col("geo")))
    dimensions = business_dimensions(source, ask(), ("geo",), BusinessTable())
    assert dimensions[0] == "geo"
    assert "feature" not in dimensions
    assert version_dimensions(dimensions)[0] == "creative_id"


def test_json_has_every_part(report: BusinessReport) -> None:
    text = to_json(report)
    for name in (
        "outcomes",
        "decisions",
        "leads",
        "random_slice",
        "allocation",
        "changes",
        "delay",
        "versions",
    ):
        assert f'"{name}"' in (text if isinstance(text, str) else text.decode())


def test_cost_has_the_price_of_a_conversion(written: Written, ask: Ask) -> None:
    """All money over all conversions, by sessions; those with a call of unknown cost are in neither."""
    frames = shop(START, 14, sessions=150, feature="search")
    cost_usd = pl.when(pl.col("span_id").hash(5) % 20 > 0).then((pl.col("span_id").hash(6) % 100) / 1000)
    frames["spans"] = frames["spans"].with_columns(cost_usd=cost_usd)
    other = frames["spans"].with_columns(
        pl.format("o{}", "span_id").alias("span_id"),
        pl.format("o{}", "trace_id").alias("trace_id"),
        feature=pl.lit("chat"),
    )
    store = written(pl.concat([frames["spans"], other]), outcomes=frames["outcomes"])
    found, until = cost(store, ask()), business(store, ask()).delay.final_until
    (one,) = [figure for figure in found.figures if figure.metric == "per_outcome"]
    own = _joined({**frames, "spans": frames["spans"].with_columns(known=pl.col("cost_usd").is_not_null())})
    each = (
        own.filter(pl.col("start_time") >= MIDDLE, pl.col("start_time") < until)
        .group_by("session_id")
        .agg(pl.col("known").all(), pl.col("cost_usd", "conversions").sum())
        .filter("known")
    )
    a, b = each["cost_usd"].to_numpy(), each["conversions"].to_numpy()
    line = _linearised(a, b)
    interval = stats.ttest_1samp(line, 0).confidence_interval()
    assert one.current.value == pytest.approx(a.sum() / b.sum(), rel=1e-9)
    assert (one.current.low, one.current.high) == pytest.approx((interval.low, interval.high), rel=1e-9)
    assert (one.label, one.current.n) == ("Per conversion", each.height)


def test_the_price_of_a_conversion_leaves_out_calls_that_may_still_convert(
    written: Written, ask: Ask
) -> None:
    """Nothing moved but outcomes take up to three days: all calls over what came so far would say that it got dearer."""
    frames = shop(START, 14, sessions=150, delay_hours=72, until=END)
    frames["spans"] = frames["spans"].with_columns(cost_usd=pl.lit(0.01))
    found = cost(written(frames["spans"], outcomes=frames["outcomes"]), ask())
    (one,) = [figure for figure in found.figures if figure.metric == "per_outcome"]
    own = _joined(frames)
    of_all = own.filter(pl.col("start_time") >= MIDDLE)
    assert one.reference is not None
    assert one.current.value < 0.9 * of_all["cost_usd"].sum() / of_all["conversions"].sum()
    assert one.reference.low < one.current.value < one.reference.high
    assert one.verdict is not Verdict.CHANGED
