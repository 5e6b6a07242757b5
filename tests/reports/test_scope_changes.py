"""Which change fits: counts of who was touched are held to polars over the same rows."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from tidegauge.filters import TraceFilter
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.reports._scope.records import Change, ChangeFit, Evidence, Fit, ScopeRow
from tidegauge.reports.scope import scope
from tidegauge.reports.source import Source
from tidegauge.schema.tables import CHANGES
from tidegauge.settings import load_settings

START = datetime(2026, 11, 1)
BROKE = datetime(2026, 11, 12, 14, 20)
N = 12_000
MakeSource = Callable[..., Source]
Asked = Callable[..., TraceFilter]


def traffic() -> pl.DataFrame:
    """Two weeks; from BROKE on BR's calls of the feature `order` run on prompt v7 and half of them fail."""
    random = np.random.default_rng(8)
    minutes = np.sort(random.integers(0, 14 * 1440, N))
    geo, feature = random.choice(["BR", "DE", "US"], N), random.choice(["order", "chat"], N)
    hit = (geo == "BR") & (feature == "order") & (minutes >= (BROKE - START) / timedelta(minutes=1))
    failed = random.random(N) < np.where(hit, 0.5, 0.04)
    return pl.DataFrame(
        {
            "trace_id": [f"t{one}" for one in range(N)],
            "span_id": [f"s{one}" for one in range(N)],
            "kind": "model",
            "geo": geo,
            "feature": feature,
            "prompt_version": np.where(hit, "v7", "v6"),
            "status": np.where(failed, "error", "ok"),
        }
    ).with_columns(start_time=(START + pl.duration(minutes=pl.Series(minutes))).cast(pl.Datetime("us")))


def recorded(*changes: Change) -> pl.DataFrame:
    columns = {name: kind.polars for name, kind in CHANGES.kinds.items()}
    return pl.DataFrame([{name: getattr(one, name) for name in columns} for one in changes], schema=columns)


RELEASE = Change(BROKE - timedelta(minutes=40), "prompt", "order", "v6", "v7")
BARE = Change(BROKE - timedelta(minutes=5), "deploy", "gateway")
SCOPED = Change(BROKE - timedelta(minutes=10), "flag", "beta", scope="feature = order and geo = BR")
ELSEWHERE = Change(BROKE - timedelta(minutes=10), "flag", "gamma", scope="feature = chat")
EVERYWHERE = Change(BROKE - timedelta(minutes=10), "flag", "delta", scope="geo = BR, DE, US")


@pytest.fixture
def first(source_of: MakeSource, ask: Asked) -> Callable[..., ScopeRow]:
    """Return the first cause over geo and device, with the changes that one gives."""

    def found(*changes: Change, by: Sequence[str] = ("geo", "feature")) -> ScopeRow:
        source = source_of(spans=traffic(), changes=recorded(*changes))
        (metric,) = chosen_metrics(("error_rate",), load_settings(environ={}), source.store.catalog())
        return scope(source, ask(), metric, by, replay=False).causes[0]

    return found


def named(row: ScopeRow) -> dict[str | None, ChangeFit]:
    return {one.change.component: one for one in row.changes}


def test_what_the_calls_are_on_comes_before_what_merely_came_then(first: Callable[..., ScopeRow]) -> None:
    row = first(RELEASE, BARE)
    best, other = row.changes
    assert (best.change.to_version, best.verdict, best.fits) == ("v7", Fit.FITS, True)
    assert best.evidence == (Evidence.TIME, Evidence.DOSE)
    assert (other.change.component, other.verdict, other.fits) == ("gateway", Fit.MAY_FIT, False)
    assert other.evidence == (Evidence.TIME,)
    assert other.reasons[-1] == "nothing but its time speaks for it"
    assert row.isolated.startswith("Prompt order v6 → v7 fits: ")
    assert "of the affected calls are on v7" in row.isolated


def test_alone_it_may_fit_and_the_provider_is_not_forgotten(first: Callable[..., ScopeRow]) -> None:
    row = first(BARE, by=("geo", "feature"))
    assert named(row)["gateway"].verdict is Fit.MAY_FIT
    fitting = [one for one in row.changes if one.fits]
    assert [one.change.derived for one in fitting] == [True]  # v7's first call, which nobody recorded


def test_a_scope_is_held_against_the_calls_and_not_against_the_segments_name(
    first: Callable[..., ScopeRow],
) -> None:
    row = first(SCOPED, ELSEWHERE, EVERYWHERE, by=("geo", "prompt_version"))
    assert "feature" not in row.where
    found = named(row)
    # v7 runs on the feature order only, so that every affected call lies within the one scope and none within the other.
    hits = traffic().filter(
        pl.col("status") == "error", pl.col("prompt_version") == "v7", pl.col("geo") == "BR"
    )
    assert set(hits["feature"]) == {"order"}
    assert (found["beta"].verdict, found["beta"].overlap) == (Fit.FITS, 1.0)
    assert Evidence.OVERLAP in found["beta"].evidence
    assert (found["gamma"].verdict, found["gamma"].overlap) == (Fit.DOES_NOT_FIT, 0.0)
    # Everybody is in this one: that says nothing of the segment.
    assert (found["delta"].verdict, found["delta"].overlap_rest) == (Fit.MAY_FIT, 1.0)


def test_only_time_says_so_in_the_sentence(source_of: MakeSource, ask: Asked) -> None:
    spans = traffic().drop("prompt_version")
    source = source_of(spans=spans, changes=recorded(BARE))
    (metric,) = chosen_metrics(("error_rate",), load_settings(environ={}), source.store.catalog())
    row = scope(source, ask(), metric, ("geo", "feature"), replay=False).causes[0]
    assert row.isolated.startswith("No recorded change is known to fit. Deploy gateway may: ")
    assert "nothing but its time speaks for it. Consider a provider-side change as well." in row.isolated
