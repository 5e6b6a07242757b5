"""A control chart as plain text: the finding, the points with their limits, and the other charts that signal."""

from tidegauge import formats
from tidegauge.cli.show._text import aligned, finding_lines, inert, windows_line
from tidegauge.reports._control.records import ControlChart, ControlPoint
from tidegauge.reports._control.words import at_place
from tidegauge.reports.control import ControlReport, others_counted


def control_lines(report: ControlReport, currency: str) -> list[str]:
    """Return the lines of a report."""
    lines = [windows_line(report.windows), "", *finding_lines(report.findings[:1])]
    chart = report.chart
    if chart is None:
        return lines
    zone = report.windows.time_zone
    lines += ["", inert(" ".join(chart.notes)), "", *_points(chart, zone, currency), ""]
    if report.by:
        lines += [f"By {inert(report.by)}", *finding_lines(one.finding for one in report.panels), ""]
    return [
        *lines,
        f"Other charts with a signal: {others_counted(report)}.",
        *finding_lines(report.findings[1:]),
    ]


def _points(chart: ControlChart, zone: str, currency: str) -> list[str]:
    head = ["At", chart.label, "n", "Lower", "Centre", "Upper", "", "Signals"]
    return aligned([head, *(_row(chart, point, zone, currency) for point in chart.points)])


def _row(chart: ControlChart, point: ControlPoint, zone: str, currency: str) -> list[str]:
    unit = "" if chart.in_sigmas else chart.unit
    limits = [formats.value(end, unit, currency) for end in (point.lower, point.centre, point.upper)]
    mark = "baseline" if point.is_baseline else ""
    return [
        at_place(point.at, zone, hourly=chart.hourly),
        formats.value(point.value, chart.unit, currency),
        formats.count(point.n),
        *limits,
        mark,
        "; ".join(point.rules),
    ]
