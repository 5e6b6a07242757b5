"""What the pages ask when they are opened, asked before anybody opens them: what is counted of the days is kept then."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import partial

from tidegauge.comparisons import Request, resolve
from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.metrics.choice import (
    available_metrics,
    chosen_metrics,
    overview_metrics,
    watched_metrics,
)
from tidegauge.reports._gather import WHOLE
from tidegauge.reports.business import BusinessOptions, business
from tidegauge.reports.business_dimension import business_dimensions, version_dimensions
from tidegauge.reports.business_signals import signal_metrics
from tidegauge.reports.control import control
from tidegauge.reports.cost import CostOptions, cost
from tidegauge.reports.cost_dimension import cost_dimensions, spender_dimensions
from tidegauge.reports.cost_quality import quality_metric
from tidegauge.reports.dimensions import dividing_dimensions, known_dimensions
from tidegauge.reports.drift import drift
from tidegauge.reports.drift_by import drift_by
from tidegauge.reports.feedback import feedback
from tidegauge.reports.feedback_dimension import feedback_dimensions
from tidegauge.reports.health import health
from tidegauge.reports.judge import judge
from tidegauge.reports.judge_question import judge_question
from tidegauge.reports.overview import overview
from tidegauge.reports.segments import segments
from tidegauge.reports.service import service, service_options
from tidegauge.reports.source import Source
from tidegauge.reports.usual_dimension import usual_dimension
from tidegauge.reports.versions import versions
from tidegauge.settings import Settings

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Ahead:
    """A page's report; `ask` makes it."""

    page: str
    ask: Callable[[], object]


def pays(source: Source) -> bool:
    """Return whether a store keeps what is counted of days, and is not held whole anyway."""
    return source.store.keeps_days and source.store.catalog().rows["spans"] > WHOLE


def questions_ahead(source: Source, settings: Settings, now: datetime) -> Iterator[Ahead]:
    """Yield the reports of the usual window, and of the week of whole days before it; `now` is UTC."""
    for asked in _windows(source, settings, now):
        yield from _of_window(source, settings, asked, now)


def _windows(source: Source, settings: Settings, now: datetime) -> list[TraceFilter]:
    catalog = source.store.catalog()
    request = Request(minimum_n=settings.minimum_n, time_zone=settings.time_zone or "UTC")
    usual = resolve(request, now, catalog.first, catalog.newest)
    midnight = datetime.combine(usual.current.window.end.date(), time())
    if usual.current.window.end == midnight or usual.current.window.length != WEEK:
        return [usual]
    days = Window(midnight - WEEK, midnight)
    # Trends of whole days are counted by the hour, those that end now by the minute.
    return [usual, replace(usual, current=Population(days), reference=Population(days.earlier(WEEK)))]


def _of_window(source: Source, settings: Settings, asked: TraceFilter, now: datetime) -> Iterator[Ahead]:
    catalog, currency = source.store.catalog(), settings.currency
    shown, watched = overview_metrics(settings, catalog), watched_metrics(settings, catalog)
    known = known_dimensions(source, asked, settings.default_dimensions)
    dividing = dividing_dimensions(source, asked, settings.default_dimensions)
    by = usual_dimension(source, asked, (*dividing, *known)) or ("model",)
    every, own = available_metrics(settings, catalog), tuple(settings.metrics)
    yield Ahead("Overview", partial(overview, source, asked, shown, known, watched, currency=currency))
    yield Ahead("Segments", partial(segments, source, asked, shown, by, currency=currency))
    dimensions, rules = settings.default_dimensions, settings.drift
    plain = partial(drift, source, asked, every, dimensions)
    divided = partial(drift_by, source, asked, every, by[0], dimensions)
    for page, compared in (("Drift", plain), (f"Drift by {by[0]}", divided)):
        yield Ahead(page, partial(compared, own=own, currency=currency, rules=rules))
    (first,) = chosen_metrics(("error_rate",), settings, catalog)
    also = (*shown, *watched)
    yield Ahead("Control charts", partial(control, source, asked, first, also, currency=currency))
    yield Ahead("Data health", partial(health, source, asked, screen=known, now=now))
    said = next(iter(feedback_dimensions(source, asked, settings.default_dimensions)), None)
    yield Ahead("Feedback", partial(feedback, source, asked, said, settings.feedback))
    yield Ahead("Judge", partial(judge, source, asked, judge_question(settings, catalog)))
    yield Ahead("Versions", partial(versions, source, asked, settings.versions, now))
    yield Ahead("Cost", partial(_cost, source, settings, asked))
    yield Ahead("Business", partial(_business, source, settings, asked))


def _cost(source: Source, settings: Settings, asked: TraceFilter) -> None:
    """Ask for money and for the service beside it."""
    catalog = source.store.catalog()
    by = next(iter(cost_dimensions(source, asked, settings.default_dimensions)), None)
    who = next(iter(spender_dimensions(source, asked, by)), None)
    quality = quality_metric(settings, catalog)
    options = CostOptions(settings.cost, settings.currency, quality, business=settings.business)
    cost(source, asked, by, who, options)
    service(source, asked, by, service_options(settings, catalog))


def _business(source: Source, settings: Settings, asked: TraceFilter) -> None:
    own, signals = settings.business, signal_metrics(settings, source.store.catalog())
    every = business_dimensions(source, asked, settings.default_dimensions, own)
    version = next(iter(version_dimensions(every, own.versions)), None)
    options = BusinessOptions(own, settings.currency, signals=signals)
    business(source, asked, next(iter(every), None), version, options)
