"""Fill the demo's own workbench: reviews that people began, alert rules that watched, incidents that they opened."""

from datetime import datetime

from tidegauge.cli._demo_alerts import fill_alerts
from tidegauge.cli._demo_golden_runs import fill_golden_runs
from tidegauge.cli._demo_probes import fill_probes
from tidegauge.cli._demo_reviews import fill_reviews
from tidegauge.cli._demo_workbench import emptied, fill_of, is_empty, mark_filled
from tidegauge.demo.store import plan_of
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.stores import open_store
from tidegauge.workbench.engine import open_workbench


def fill_workbench(settings: Settings, store: str, at: datetime) -> None:
    """Fill it once for each demo that is generated. One in which anybody has worked is left as it is.

    Raises:
        TidegaugeError: the store or the workbench cannot be written to.
    """
    engine = open_workbench(settings.workbench)
    try:
        there = fill_of(engine)
        if there is not None and there not in {one.batch for one in open_store(store).imports}:
            emptied(engine)
        plan = plan_of(store)
        if is_empty(engine) and plan is not None:
            source = Source(open_store(store), settings.dimensions)
            # In the order of time, as the audit trail has it: the rules watched before anybody reviewed.
            fill_alerts(engine, settings, source, plan.end)
            fill_probes(engine, plan.end)
            imported = fill_reviews(engine, settings, source, store, at)
            fill_golden_runs(engine, source, store, at)
            mark_filled(engine, imported, at)
    finally:
        engine.dispose()


def imports_of_fill(workbench: str) -> frozenset[str]:
    """Return as which import the demo's own labels stand in its store; none where anybody else labelled, too."""
    engine = open_workbench(workbench)
    try:
        there = fill_of(engine)
    finally:
        engine.dispose()
    return frozenset({there}) if there else frozenset()
