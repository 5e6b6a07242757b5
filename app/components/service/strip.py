"""The key numbers of the service: load, mean and tails, the first token, timeouts, rate limiting, the queue."""

from app.components.kpi_strip import Kpi, kpi, kpi_strip
from tidegauge import formats
from tidegauge.formats import Tone
from tidegauge.reports._service.records import Load, ServiceReport

_SHOWN = (
    "latency_mean",
    "latency_p95",
    "latency_p99",
    "first_token_p95",
    "timeouts",
    "rate_limited",
    "queue_p95",
)


def service_strip(report: ServiceReport) -> None:
    """Show the strip; what a store does not record has no cell."""
    by_name = {one.metric: one for one in report.figures}
    cells = [_load(report.load)] if report.load else []
    cells += [kpi(by_name[name]) for name in _SHOWN if name in by_name]
    if cells:
        kpi_strip(cells)


def _load(load: Load) -> Kpi:
    change, before = "", load.a_minute_reference
    if before:
        change = formats.relative(load.a_minute.value / before - 1)
    peak = f"busiest minute {formats.count(load.peak)}"
    return Kpi(
        "Calls a minute",
        formats.decimal(load.a_minute.value, 1 if load.a_minute.value < 100 else 0),
        change,
        Tone.QUIET,
        (peak, f"n {formats.count(load.a_minute.n)}"),
    )
