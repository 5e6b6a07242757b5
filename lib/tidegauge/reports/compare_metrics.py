"""Which metrics two versions are compared by: all that the store records, each once."""

from tidegauge.metrics.choice import available_metrics, chosen_metrics, overview_metrics, watched_metrics
from tidegauge.metrics.metric import Metric
from tidegauge.schema.catalog import Catalog
from tidegauge.settings import Settings


def compared_metrics(settings: Settings, catalog: Catalog) -> tuple[Metric, ...]:
    """Return the metrics of two versions: guardrails, key numbers, those that are watched, the store's scores, the rest.

    Totals say how much traffic a version got and not how good it is; they are left out.

    Raises:
        SettingsError: a name in the settings is no metric, no numeric column and no expression.
    """
    scores = chosen_metrics([f"score.{name}" for name in sorted(catalog.judged)], settings, catalog)
    declared = available_metrics(settings, catalog)
    guarded = [one for name in settings.compare.guardrails for one in declared if one.name == name]
    every = (
        *guarded,
        *overview_metrics(settings, catalog),
        *watched_metrics(settings, catalog),
        *declared,
        *scores,
    )
    found: dict[tuple[str, str | None], Metric] = {}
    for one in every:
        if one.kind != "total" or one.per:
            found.setdefault((_plain(one.expression), one.per), one)
    return tuple(found.values())


def _plain(expression: str) -> str:
    """Return an expression without what two spellings of the same differ in."""
    return expression.replace('"', "").replace(" ", "")
