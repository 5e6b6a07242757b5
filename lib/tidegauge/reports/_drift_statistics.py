"""Every statistic of a row, for who wants to see them: those of the rule with their p-values, and the field's own."""

from collections.abc import Mapping, Sequence

from tidegauge.reports._drift_records import DriftTest
from tidegauge.stats.drift._exact import distances, methods
from tidegauge.stats.drift._method import Distance
from tidegauge.stats.drift._pair import CategoryPair, NumberPair
from tidegauge.stats.materiality import Judged


def statistics(pair: NumberPair | CategoryPair | None, judged: Sequence[Judged]) -> tuple[DriftTest, ...]:
    """Return the statistics of a column, or the one test of a metric."""
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
        *_distances(pair_distances=found, adjusted=adjusted),
    )


_LABELS = {
    "paired": "Case by case, paired",
    "chi_squared": "Chi-squared",
    "single_category": "Single value's share",
}


def _distances(
    pair_distances: Mapping[str, Distance], adjusted: Mapping[str, float]
) -> tuple[DriftTest, ...]:
    return tuple(
        DriftTest(
            name=name,
            label=methods()[name].label,
            value=one.value,
            unit=methods()[name].unit,
            p_value=one.p_value,
            adjusted=adjusted.get(name),
            no_drift=one.no_drift,
            error=one.error,
            threshold=methods()[name].threshold or methods()[name].p_threshold,
            exceeds=methods()[name].exceeded(one),
        )
        for name, one in pair_distances.items()
    )
