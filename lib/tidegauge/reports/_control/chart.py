"""One metric's control chart: stages fitted on their frozen baselines, points charted, and what is to be said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tidegauge.filters import Window
from tidegauge.reports._control.evidence import corrected, evidence
from tidegauge.reports._control.findings import finding
from tidegauge.reports._control.judged import Judged
from tidegauge.reports._control.method import Selected, choices, select
from tidegauge.reports._control.notes import notes
from tidegauge.reports._control.points import Points
from tidegauge.reports._control.records import ControlChart, ControlPoint, Frozen
from tidegauge.reports._control.stages import Fitted, fitted
from tidegauge.reports._control.turns import turns
from tidegauge.reports._records import ChangeMark
from tidegauge.reports._rulers import Ruler
from tidegauge.reports._sides import Numbers
from tidegauge.stats.spc._records import Subgroups
from tidegauge.stats.spc.family import METHODS
from tidegauge.stats.spc.rule import DEFAULT, Rule


@dataclass(frozen=True)
class Plan:
    """How charts are drawn: the method (None = the recommended one), the rules, the window that is asked about."""

    method: str | None
    rules: tuple[Rule, ...]
    window: Window
    minimum_n: int
    changes: tuple[ChangeMark, ...]
    currency: str


@dataclass(frozen=True, eq=False)
class Prepared:
    """A chart before it is judged: its p-value is still to be corrected for the other charts looked at."""

    points: Points
    selected: Selected
    stages: tuple[Fitted, ...]
    p_value: float


def charts(
    every: Sequence[Points],
    frozen: Mapping[str, Sequence[Frozen]],
    plan: Plan,
    rulers: Mapping[str, Ruler],
) -> list[ControlChart]:
    """Return a chart of each of these points, judged together: one of many is easily out by chance.

    `plan.method` is that of the first; the others are drawn as recommended, unless they are charts of one metric.

    Raises:
        FilterError: the method does not fit points of this kind.
    """
    first = every[0].metric.name if every else ""
    plans = [plan if one.metric.name == first else replace(plan, method=None, rules=DEFAULT) for one in every]
    prepared = [_prepared(one, frozen[one.metric.name], its) for one, its in zip(every, plans, strict=True)]
    p_values = corrected([one.p_value for one in prepared])
    if len({one.metric.name for one in every}) > 1:
        # The first was asked for, and not found by looking at many.
        p_values[0] = prepared[0].p_value
    return [
        _chart(one, its, p_value, rulers.get(one.points.metric.name))
        for one, its, p_value in zip(prepared, plans, p_values, strict=True)
    ]


def _prepared(points: Points, frozen: Sequence[Frozen], plan: Plan) -> Prepared:
    """Return a metric's points with their stages fitted on these baselines, oldest first.

    Raises:
        FilterError: the method does not fit points of this kind.
    """
    selected = select(points, frozen, plan.method)
    stages = fitted(points, frozen, selected)
    return Prepared(points, selected, stages, evidence(points, stages, plan.window))


def _chart(prepared: Prepared, plan: Plan, p_value: float, ruler: Ruler | None = None) -> ControlChart:
    """Return the chart, judged by this p-value."""
    points, selected, stages = prepared.points, prepared.selected, prepared.stages
    drawn = tuple(
        point for place, one in enumerate(stages) for point in _points(points, place, one, selected, plan)
    )
    last = stages[-1].stage
    known = tuple(point for point in drawn if np.isfinite(point.value) and point.stage == len(stages) - 1)
    # A window that lies in its own baseline has nothing else to be judged by.
    history = tuple(point for point in known if not point.is_baseline) or known
    asked = tuple(point for point in history if point.in_window)
    baseline = tuple(point for point in known if point.is_baseline)
    judged = Judged(points, asked, history, last, p_value, ruler, baseline)
    turned = turns(drawn)
    run_length = selected.method.run_length(last.fitted, plan.rules) if last.fitted else None
    records = tuple(one.stage for one in stages)
    return ControlChart(
        metric=points.metric.name,
        label=points.metric.label,
        unit=points.metric.unit,
        segment=points.segment,
        hourly=points.grid.hourly,
        method=selected.name,
        method_label=selected.method.label,
        why=selected.why,
        choices=choices(points.groups.kind, selected.recommended),
        points=drawn,
        stages=records,
        turns=turned,
        changes=plan.changes,
        run_length=run_length,
        state=judged.state,
        since=judged.since.at if judged.since else None,
        finding=finding(judged, selected.name, turned, plan.currency),
        p_value=p_value,
        notes=notes(points, records, selected, plan.rules, run_length, turned, plan.currency),
    )


def _points(points: Points, place: int, one: Fitted, selected: Selected, plan: Plan) -> list[ControlPoint]:
    grid, first = points.grid, one.places.start
    groups = points.groups[one.places]
    lines = _lines(groups, one, selected, plan.rules)
    normal = grid.at(one.stage.frozen.window)
    return [
        ControlPoint(
            at=grid.start(first + at),
            value=float(groups.value[at]),
            n=int(points.n[first + at]),
            **{name: float(line[at]) for name, line in lines.numbers.items()},
            rules=tuple(lines.spoken.get(at, ())),
            few=bool(points.n[first + at] < plan.minimum_n),
            stage=place,
            is_baseline=normal.start <= first + at < normal.stop,
            in_window=plan.window.start < grid.end(first + at) <= plan.window.end,
        )
        for at in range(len(groups))
    ]


@dataclass(frozen=True, eq=False)
class _Lines:
    """What is drawn of a stage, by name, and which rules speak at which point."""

    numbers: Mapping[str, Numbers]
    spoken: Mapping[int, list[str]]


def _lines(groups: Subgroups, one: Fitted, selected: Selected, rules: Sequence[Rule]) -> _Lines:
    missing = np.full(len(groups), np.nan)
    names = ("centre", "lower", "upper", "other", "z", "usual")
    if one.stage.fitted is None:
        return _Lines({"statistic": groups.value, **dict.fromkeys(names, missing)}, {})
    drawn = selected.method.chart(groups, one.stage.fitted, rules)
    plain = METHODS["individuals"].chart(groups, one.stage.fitted, ())
    spoken: dict[int, list[str]] = {}
    for signal in drawn.signals:
        spoken.setdefault(signal.index, []).append(signal.rule.words)
    other = missing if drawn.other is None else drawn.other
    lines = (drawn.centre, drawn.lower, drawn.upper, other, drawn.z, plain.centre)
    return _Lines({"statistic": drawn.statistic, **dict(zip(names, lines, strict=True))}, spoken)
