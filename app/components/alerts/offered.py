"""What the slots of a rule offer: the store's metrics, columns, dimensions and frequent chips, and the other rules."""

from dataclasses import dataclass

from app import state
from tidegauge.errors import StoreError
from tidegauge.metrics.choice import offered_metrics, overview_metrics
from tidegauge.reports._suggestions import suggestions


@dataclass(frozen=True)
class Offered:
    """Names to choose from. While the store does not answer there may be none: anything can be typed."""

    metrics: tuple[str, ...]
    columns: tuple[str, ...]
    dimensions: tuple[str, ...]
    chips: tuple[str, ...]
    rules: tuple[str, ...]
    channels: tuple[str, ...]


def offered(rules: tuple[str, ...]) -> Offered:
    """Return what this store and these settings offer; `rules` are the names of all rules."""
    settings, catalog = state.settings(), state.catalog()
    usual = [one.name for one in overview_metrics(settings, catalog)]
    columns = catalog.columns.get("spans", {})
    recorded = tuple(name for name in settings.default_dimensions if name in columns)
    return Offered(
        tuple(dict.fromkeys([*usual, *offered_metrics(settings, catalog)])),
        tuple(columns),
        tuple(dict.fromkeys([*recorded, *settings.dimensions])),
        _chips(),
        rules,
        tuple(settings.alerts.channels),
    )


def _chips() -> tuple[str, ...]:
    settings = state.settings()
    try:
        return state.report(suggestions, state.store(), settings.default_dimensions, settings.dimensions)
    except StoreError:
        return ()
