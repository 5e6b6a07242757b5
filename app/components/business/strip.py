"""The key numbers: each outcome with its change, interval and n."""

from app.components.kpi_strip import kpi, kpi_strip
from tidegauge.reports._business.records import BusinessReport


def business_strip(report: BusinessReport) -> None:
    """Show the strip."""
    kpi_strip([kpi(one, currency=report.currency) for one in report.outcomes])
