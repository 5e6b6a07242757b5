"""Every statistic of a row, for who wants to see them: those of the rule with their p-values, and the field's own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tidegauge.errors import SettingsError, unknown
from tidegauge.reports._drift.records import DriftTest
from tidegauge.stats.drift._exact import distances, methods
from tidegauge.stats.drift._method import Distance, Method
from tidegauge.stats.drift._pair import CategoryPair, NumberPair
from tidegauge.stats.materiality import Judged


def statistics(
    pair: NumberPair | CategoryPair | None, judged: Sequence[Judged], thresholds: Mapping[str, float]
) -> tuple[DriftTest, ...]:
    """Return the statistics of a column, or the one test of a metric; `thresholds` replaces published ones by name."""
    adjusted = {one.tested.method: one.adjusted for one in judged}
    if pair is None:
        return tuple(
            DriftTest(
                one.tested.method,
                "Difference",
                one.tested.effect,
                p_value=one.tested.p_value,
                adjusted=one.adjusted,
            )
            for one in judged
        )
    found = distances(pair)
    more = [one for one in judged if one.tested.method not in found]
    return (
        *(
            DriftTest(
                one.tested.method,
                _LABELS[one.tested.method],
                one.tested.effect,
                p_value=one.tested.p_value,
                adjusted=one.adjusted,
            )
            for one in more
        ),
        *_distances(found, adjusted, thresholds),
    )


_LABELS = {
    "paired": "Case by case, paired",
    "chi_squared": "Chi-squared",
    "single_category": "Single value's share",
}


def _distances(
    found: Mapping[str, Distance], adjusted: Mapping[str, float], thresholds: Mapping[str, float]
) -> tuple[DriftTest, ...]:
    return tuple(
        DriftTest(
            name=name,
            label=method.label,
            value=one.value,
            unit=method.unit,
            p_value=one.p_value,
            adjusted=adjusted.get(name),
            no_drift=one.no_drift,
            error=one.error,
            threshold=method.threshold or method.p_threshold,
            exceeds=method.exceeded(one),
            of_p_value=method.threshold is None and method.p_threshold is not None,
        )
        for name, one in found.items()
        for method in [_with_threshold(name, thresholds)]
    )


def _with_threshold(name: str, thresholds: Mapping[str, float]) -> Method:
    method = methods()[name]
    return replace(method, threshold=thresholds[name]) if name in thresholds else method


def check_thresholds(thresholds: Mapping[str, float]) -> None:
    """Refuse a threshold of a statistic that there is not.

    Raises:
        SettingsError: the name is no statistic; the nearest one is given.
    """
    for name in thresholds:
        if name not in methods():
            raise SettingsError(f"Settings, drift.thresholds: {unknown('statistic', name, methods())}")
