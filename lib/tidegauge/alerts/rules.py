"""The rules of an installation: those of the settings file, then those of the page, each checked before it is read."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Protocol

from tidegauge.alerts.chips import misspelled
from tidegauge.alerts.conditions import conditions
from tidegauge.alerts.conditions._condition import Condition
from tidegauge.alerts.history.expected import SHIFTS
from tidegauge.alerts.history.grid import DAY
from tidegauge.alerts.records import Origin, Rule
from tidegauge.errors import FilterError, MetricError, SettingsError, unknown
from tidegauge.filters import Grain, parse_condition
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.queries.relation import Rows
from tidegauge.schema.catalog import Catalog
from tidegauge.settings import Settings
from tidegauge.settings_alerts import RuleTable

_HELD = {"change", "canary", "control"}
"""Conditions that hold a metric against what is usual, window by window."""


class Named(Protocol):
    """A rule that was written on the page."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def table(self) -> RuleTable:
        """What it says."""


def rules_of(settings: Settings, pages: Iterable[Named] = ()) -> tuple[Rule, ...]:
    """Return every rule, those that are switched off too. Where the page has one of the same name, the file's counts.

    Raises:
        SettingsError: a rule has a condition that there is not, lacks a key of it, or has one that it does not take.
    """
    file = {name: Rule(name, table) for name, table in settings.alerts.rules.items()}
    page = {one.name: Rule(one.name, one.table, Origin.PAGE) for one in pages}
    found = tuple((page | file)[name] for name in {**file, **page})
    for one in found:
        check_keys(one)
    return found


def check_keys(rule: Rule) -> None:
    """Refuse a rule whose keys do not fit its condition, or each other.

    >>> check_keys(Rule("slow", RuleTable(condition="threshhold")))
    Traceback (most recent call last):
        ...
    tidegauge.errors.SettingsError: Alert rule “slow”, condition: “threshhold” is not a known condition. Did you mean threshold?

    Raises:
        SettingsError: the rule, the key, its value and what there is instead.
    """
    table, known = rule.table, conditions()
    if table.condition not in known:
        raise _refused(rule, "condition", unknown("condition", table.condition, known))
    condition = known[table.condition]
    for need in condition.needs:
        if all(getattr(table, key) is None for key in need.split(" or ")):
            raise _refused(rule, need, f"The condition {table.condition} needs it")
    taken = {key for need in condition.needs for key in need.split(" or ")} | set(condition.takes)
    for key in sorted(_own_keys(known) - taken):
        if getattr(table, key) != RuleTable.model_fields[key].default:
            there = ", ".join(sorted(taken)) or "none"
            raise _refused(rule, key, f"The condition {table.condition} does not take it. It takes: {there}")
    for key, why in misspelled(table):
        raise _refused(rule, key, why)
    _check_windows(rule)


def check_rule(rule: Rule, settings: Settings, catalog: Catalog) -> None:
    """Refuse a rule that this store cannot answer.

    Raises:
        SettingsError: as `check_keys`; or a metric, column, dimension or filter that the store does not have.
    """
    check_keys(rule)
    table, rows = rule.table, Rows(catalog, Grain.CALL, dimensions=settings.dimensions)
    if not catalog.rows.get("spans"):
        return
    try:
        if table.metric is not None:
            (metric,) = chosen_metrics([table.metric], settings, catalog)
            if metric.kind == "calibration" and table.condition in _HELD:
                raise _refused(
                    rule, "metric", f"{metric.label} is no sum over calls. Take condition = threshold"
                )
    except MetricError as error:
        raise _refused(rule, "metric", str(error)) from None
    chips = {"where": table.where, "candidate": _one(table.candidate), "control": _one(table.control)}
    named = [("column", name) for name in _one(table.column)] + [
        ("for_each", name) for name in table.for_each
    ]
    try:
        for key, texts in chips.items():
            named += [(key, parse_condition(text).attribute) for text in texts]
    except FilterError as error:
        raise _refused(rule, key, str(error)) from None
    for key, name in named:
        try:
            rows.kind(name)
        except FilterError as error:
            raise _refused(rule, key, str(error)) from None


def _one(text: str | None) -> tuple[str, ...]:
    return () if text is None else (text,)


def _own_keys(known: dict[str, Condition]) -> set[str]:
    keys = {key for one in known.values() for key in (*one.needs, *one.takes)}
    return {part for key in keys for part in key.split(" or ")}


def _check_windows(rule: Rule) -> None:
    table = rule.table
    if table.breaches > table.of:
        raise _refused(
            rule, "breaches", f"“{table.breaches}” is more than the {table.of} windows of the key of"
        )
    shift = SHIFTS.get(table.against)
    if shift is not None and (shift % table.window or table.window > shift):
        length = "a day" if shift == timedelta(days=1) else "a week"
        raise _refused(
            rule, "window", f"Against {table.against} it must divide {length}, such as 15 min, 1 h or 4 h"
        )
    if table.condition == "drift" and table.window < DAY:
        raise _refused(
            rule, "window", "Drift is told of whole days: the hours of a day differ. Take 1 day or more"
        )
    if table.condition == "drift" and table.for_each:
        raise _refused(
            rule, "for_each", "Drift is told of all calls of a filter. Write a rule with where for each value"
        )
    if len(set(table.for_each)) < len(table.for_each):
        raise _refused(rule, "for_each", "A dimension is named twice")


def _refused(rule: Rule, key: str, why: str) -> SettingsError:
    return SettingsError(f"Alert rule “{rule.name}”, {key}: {why if why.endswith(('.', '?')) else f'{why}.'}")
