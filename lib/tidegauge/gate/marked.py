"""The gate that a marker of a test asks for."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tidegauge.clock import now
from tidegauge.comparisons import Request, resolve
from tidegauge.errors import SettingsError
from tidegauge.gate.asking import Wished, asked_gate, golden_of
from tidegauge.gate.policy import load_policy
from tidegauge.gate.records import GateReport
from tidegauge.reports.source import Source
from tidegauge.settings import load_settings
from tidegauge.stores import open_store
from tidegauge.workbench.engine import open_workbench

KEYS = (
    *("candidate", "baseline", "store", "config", "where", "start", "end", "window"),
    *("golden", "policy", "not_enough"),
)


def marked_gate(given: Mapping[str, Any]) -> GateReport:
    """Return what the gate says of a marker's arguments; a text stands for a list of one.

    Raises:
        TidegaugeError: the store, the policy, a version or the golden set cannot be read.
    """
    if given.get("not_enough", "fail") not in {"fail", "skip"}:
        raise SettingsError(f"not_enough is fail or skip, not “{given['not_enough']}”.")
    config, policy = (Path(given[name]) if given.get(name) else None for name in ("config", "policy"))
    store = given.get("store")
    settings = load_settings(config, store=str(store) if store else None)
    opened = open_store(settings.stores.get(settings.store, settings.store), settings.statement_timeout)
    request = Request(
        window=given.get("window"),
        start=given.get("start"),
        end=given.get("end"),
        compare="none",
        where=_listed(given.get("where", ())),
        time_zone=settings.time_zone or "UTC",
    )
    catalog = opened.catalog()
    asked = resolve(request, now(), catalog.first, catalog.newest)
    candidate, baseline = (_listed(given.get(name, ())) for name in ("candidate", "baseline"))
    wished = Wished(candidate, baseline, golden=given.get("golden", ""), policy=load_policy(policy))
    runs = golden_of(open_workbench(settings.workbench), wished) if wished.golden else None
    return asked_gate(Source(opened, settings.dimensions), settings, asked, wished, runs)


def _listed(given: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)
