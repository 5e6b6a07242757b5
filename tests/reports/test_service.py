"""The service section on small stores. Authority: numpy's quantiles and hand calculation on the same frames."""

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from tests.conftest import END, MIDDLE, START
from tidegauge.findings import Direction, Verdict
from tidegauge.reports._service.texts import end_words, left_words
from tidegauge.reports.service import ServiceOptions, service, service_options, table
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

N = 2_000


def _calls(n: int, start: datetime, days: float = 7, **columns: object) -> pl.DataFrame:
    at = [start + timedelta(days=days) * place / n for place in range(n)]
    base = {
        "trace_id": [f"t{start:%d%H}{place}" for place in range(n)],
        "span_id": [f"s{start:%d%H}{place}" for place in range(n)],
        "kind": "model",
        "start_time": at,
        "status": "ok",
        "error_type": pl.Series([None] * n, dtype=pl.String),
        "duration_ms": 1_000.0,
        "geo": [("BR", "DE")[place % 2] for place in range(n)],
    }
    return pl.DataFrame(base | columns)


@pytest.fixture
def two_weeks(written: Callable[..., Source]) -> Callable[..., Source]:
    """Return two_weeks(before, after): a store of both weeks' calls."""
    return lambda before, after: written(pl.concat([before, after], how="diagonal_relaxed"))


def _settings(**service: object) -> Settings:
    return Settings.model_validate({"service": service})


def _options(source: Source, **service: object) -> ServiceOptions:
    return service_options(_settings(**service), source.store.catalog())


def test_a_tail_that_grew_is_told_beside_the_mean_that_hides_it(two_weeks: Callable, ask: Callable) -> None:
    """Of 2,000 calls a second 7 of 100 take four: p95 is four times what it was, the mean a fifth more or less."""
    random = np.random.default_rng(3)
    usual = np.exp(random.normal(0, 0.8, N)) * 1_000
    slow = np.where(np.arange(N) % 100 < 7, 8_000.0, usual * 0.72)
    report = service(
        two_weeks(_calls(N, START, duration_ms=usual), _calls(N, MIDDLE, duration_ms=slow)), ask()
    )
    found = {one.metric: one for one in report.figures}
    assert found["latency_p95"].current.value == pytest.approx(np.quantile(slow, 0.95), rel=0.02)
    assert found["latency_mean"].current.value == pytest.approx(slow.mean(), rel=1e-6)
    assert (found["latency_p95"].verdict, found["latency_p95"].direction) == (
        Verdict.CHANGED,
        Direction.WORSE,
    )
    (told,) = [one for one in report.findings if one.metric == "latency_p95"]
    assert "Latency p95 rose" in told.sentence
    assert any("the mean" in fact for fact in told.details)
    assert told.n_current == N


def test_segments_have_their_own_tails(two_weeks: Callable, ask: Callable) -> None:
    random = np.random.default_rng(4)
    before, after = (np.exp(random.normal(0, 0.3, N)) * 500 for _ in range(2))
    is_br = np.arange(N) % 2 == 0
    after = np.where(is_br & (np.arange(N) % 20 == 0), after * 6, after)
    source = two_weeks(_calls(N, START, duration_ms=before), _calls(N, MIDDLE, duration_ms=after))
    report = service(source, ask(), "geo")
    rows = {row.values["geo"]: {one.metric: one for one in row.comparisons} for row in report.rows}
    assert set(rows) == {"BR", "DE"}
    for geo, own in (("BR", after[is_br]), ("DE", after[~is_br])):
        for q, name in ((0.5, "latency_p50"), (0.95, "latency_p95"), (0.99, "latency_p99")):
            assert rows[geo][name].current.value == pytest.approx(np.quantile(own, q), rel=0.03)
    assert rows["BR"]["latency_p95"].direction is Direction.WORSE
    assert rows["DE"]["latency_p95"].verdict is not Verdict.CHANGED
    (told,) = [one for one in report.findings if one.kind == "service.segment"]
    assert told.segment == {"geo": "BR"}
    assert "time_to_first_token_ms" not in str(table(report).columns)
    assert table(report)["calls"].sum() == N


def test_many_values_are_pooled_and_none_is_lost(two_weeks: Callable, ask: Callable) -> None:
    many = [f"g{place % 60}" for place in range(N)]
    report = service(two_weeks(_calls(N, START, geo=many), _calls(N, MIDDLE, geo=many)), ask(), "geo")
    assert len(report.rows) == 41
    assert (report.rows[-1].pooled, report.rows[-1].values["geo"]) == (20, "rest")
    assert sum(row.n_current for row in report.rows) == N


def test_who_was_turned_away_is_a_share_of_calls_with_a_known_fate(
    two_weeks: Callable, ask: Callable
) -> None:
    """By hand: of 2,000 calls 100 fail, 40 by a limit, 20 by a timeout, 30 by another error, 10 without a type."""
    types = ["RateLimitError"] * 10 + ["HTTP 429"] * 10 + ["Throttled"] * 20 + ["ReadTimeout"] * 20
    types += ["ValueError"] * 30 + [None] * 10
    failed = {
        "status": ["error"] * 100 + ["ok"] * (N - 100),
        "error_type": pl.Series(types + [None] * (N - 100), dtype=pl.String),
    }
    report = service(two_weeks(_calls(N, START), _calls(N, MIDDLE, **failed)), ask())
    found = {one.metric: one for one in report.figures}
    assert (found["rate_limited"].current.value, found["rate_limited"].current.n) == (40 / 1_990, 1_990)
    assert found["timeouts"].current.value == pytest.approx(20 / 1_990)
    assert found["rate_limited"].coverage == pytest.approx(1_990 / N)
    assert found["rate_limited"].direction is Direction.WORSE


def test_the_load_has_its_busiest_minute(two_weeks: Callable, ask: Callable) -> None:
    busy = _calls(50, MIDDLE + timedelta(days=2, hours=5), days=1 / 1_440)
    report = service(two_weeks(_calls(N, START), pl.concat([_calls(N, MIDDLE), busy])), ask())
    assert report.load is not None
    assert report.load.peak_at == MIDDLE + timedelta(days=2, hours=5)
    assert report.load.peak in {50, 51}
    assert report.load.a_minute.value == pytest.approx((N + 50) / (7 * 1_440))
    assert report.load.a_minute_reference == pytest.approx(N / (7 * 1_440))


def test_a_queue_is_read_where_one_is_named(two_weeks: Callable, ask: Callable) -> None:
    waiting = [float(place % 100) for place in range(N)]
    source = two_weeks(
        _calls(N, START, **{"queue depth": 3.0}), _calls(N, MIDDLE, **{"queue depth": waiting})
    )
    report = service(source, ask(), options=_options(source, queue="queue depth"))
    found = {one.metric: one for one in report.figures}
    assert found["queue_mean"].current.value == pytest.approx(49.5)
    assert found["queue_p95"].current.value == pytest.approx(94, rel=0.03)
    wrong = _options(source, queue="queue dept")
    assert "“queue dept”" in wrong.notes[0]
    assert "queue depth" in wrong.notes[0]
    assert _options(source, queue="geo").notes


def test_an_error_budget_by_hand(two_weeks: Callable, ask: Callable) -> None:
    """14 days, 4,000 calls, 12 bad: of 99.5% 20 are allowed, so 40% is left; all 12 on the last day, which is 8.4 times too fast."""
    late = _calls(N, MIDDLE)
    status = ["ok"] * N
    for place in range(N - 12, N):
        status[place] = "error"
    source = two_weeks(_calls(N, START), late.with_columns(status=pl.Series(status)))
    (state,) = service(source, ask(), options=_options(source, slos={"ok": {"objective": 0.995}})).slos
    assert (state.n, state.bad) == (2 * N, 12)
    assert state.left.value == pytest.approx(0.4)
    assert state.left.low < 0.4 < state.left.high
    day = N / 7
    assert state.pace.value == pytest.approx(12 / day / 0.005, rel=0.01)
    slow = state.pairs[-1]
    assert (slow.long, slow.short, slow.factor, slow.page) == (4_320, 360, 1.0, False)
    assert slow.burns.value == pytest.approx(12 / (3 * day) / 0.005, rel=0.01)
    assert slow.speaks
    # 8 more may be bad, and a day's pace makes 12 a day less the little that each day adds to what is allowed.
    assert state.ends is not None
    assert (state.ends - state.at) / timedelta(days=1) == pytest.approx(8 / (12 - day * 0.005), rel=0.05)
    assert end_words(state, "UTC").count("[") == 1
    assert left_words(state).startswith("40% [")


def test_a_quiet_budget_is_no_news_and_a_spent_one_is(two_weeks: Callable, ask: Callable) -> None:
    every = {"answers": {"objective": 0.9}, "fast": {"objective": 0.99, "latency_ms": 900.0}}
    source = two_weeks(_calls(N, START), _calls(N, MIDDLE))
    report = service(source, ask(), options=_options(source, slos=every))
    spent, quiet = report.slos
    assert (spent.name, spent.verdict, spent.direction) == ("fast", Verdict.CHANGED, Direction.WORSE)
    assert (quiet.name, quiet.verdict) == ("answers", Verdict.NOT_MATERIAL)
    assert report.findings[0].sentence.startswith("The error budget of fast is used up: 4,000 of 4,000 calls")
    assert all(pair.verdict is Verdict.CHANGED for pair in spent.pairs[-1:])


def test_one_failure_of_a_few_calls_is_no_alarm(two_weeks: Callable, ask: Callable) -> None:
    """Three calls in the last hour, one failed: it burns 333 times too fast, and may well be chance."""
    few = _calls(3, END - timedelta(minutes=4), days=3 / 1_440, status=["ok", "error", "ok"])
    source = two_weeks(
        _calls(N, START), pl.concat([_calls(N, MIDDLE, days=6.9), few], how="diagonal_relaxed")
    )
    (state,) = service(source, ask(), options=_options(source, slos={"ok": {"objective": 0.999}})).slos
    fast = state.pairs[0]
    assert fast.speaks
    assert fast.burns.value > 14.4
    assert fast.verdict is Verdict.CANNOT_TELL or fast.burns.low >= 14.4


def test_a_failed_call_is_neither_fast_nor_slow(two_weeks: Callable, ask: Callable) -> None:
    fast_failures = {
        "status": ["error" if place % 4 == 0 else "ok" for place in range(N)],
        "duration_ms": 10.0,
    }
    source = two_weeks(_calls(N, START), _calls(N, MIDDLE, **fast_failures))
    slos = {"fast": {"objective": 0.4, "latency_ms": 500.0, "where": ["geo = BR, DE"]}}
    (state,) = service(source, ask(), options=_options(source, slos=slos)).slos
    assert state.n == N + N * 3 // 4
    assert state.bad == N


def test_a_rate_of_good_calls_counts_the_others(two_weeks: Callable, ask: Callable) -> None:
    source = two_weeks(_calls(N, START), _calls(N, MIDDLE, status=["error"] * 100 + ["ok"] * (N - 100)))
    settings = Settings.model_validate(
        {
            "metrics": {"fine": {"expression": "rate(status = 'ok')", "direction": "higher"}},
            "service": {"slos": {"fine": {"objective": 0.9, "metric": "fine"}}},
        }
    )
    report = service(source, ask(), options=service_options(settings, source.store.catalog()))
    assert (report.slos[0].bad, report.slos[0].n) == (100, 2 * N)


@pytest.mark.parametrize(
    ("slo", "said"),
    [
        ({"metric": "latency_p95"}, "is no rate of calls"),
        ({"metric": "error_rat"}, "“error_rat”"),
        ({"where": ["gep = BR"]}, "“gep”"),
        ({"where": ["nonsense"]}, "nonsense"),
    ],
)
def test_an_objective_that_cannot_be_read_is_named_and_hides_no_other(
    two_weeks: Callable, ask: Callable, slo: dict[str, object], said: str
) -> None:
    source = two_weeks(_calls(N, START), _calls(N, MIDDLE))
    slos = {"bad <b>one": {"objective": 0.9, **slo}, "good": {"objective": 0.9}}
    report = service(source, ask(), options=_options(source, slos=slos))
    assert [one.name for one in report.slos] == ["good"]
    (note,) = report.notes
    assert note.startswith("Objective bad <b>one: ")
    assert said in note


def test_nothing_recorded_is_unknown_and_not_fast(two_weeks: Callable, ask: Callable) -> None:
    blank = {
        "duration_ms": pl.Series([None] * N, dtype=pl.Float64),
        "status": pl.Series([None] * N, dtype=pl.String),
    }
    source = two_weeks(_calls(N, START, **blank), _calls(N, MIDDLE, **blank))
    report = service(source, ask(), "geo", _options(source, slos={"ok": {"objective": 0.9}}))
    assert report.figures == ()
    assert report.rows == ()
    assert report.slos[0].n == 0
    assert report.findings[0].verdict is Verdict.CANNOT_TELL
    assert end_words(report.slos[0], "UTC") == "–"
