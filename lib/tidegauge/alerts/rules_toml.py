"""Rules as they stand in `tidegauge.toml`."""

from collections.abc import Iterable
from datetime import timedelta

import tomlkit

from tidegauge.alerts.conditions._words import length_words
from tidegauge.alerts.records import Rule

_LENGTHS = {" hour": " h", " hours": " h", " day": " d", " days": " d"}


def toml_of(rules: Iterable[Rule]) -> str:
    """Return rules as tables of a settings file, with the keys that are not as usual.

    >>> from tidegauge.settings_alerts import RuleTable
    >>> print(toml_of([Rule("slow", RuleTable(metric="latency_p95", window="4 h", for_each=("geo",)))]), end="")
    [alerts.rules.slow]
    metric = "latency_p95"
    for_each = ["geo"]
    window = "4 h"
    """
    document = tomlkit.document()
    alerts, tables = tomlkit.table(is_super_table=True), tomlkit.table(is_super_table=True)
    for rule in rules:
        tables.append(tomlkit.key(rule.name), _table(rule))
    alerts.append("rules", tables)
    document.append("alerts", alerts)
    return tomlkit.dumps(document)


def _table(rule: Rule) -> tomlkit.items.Table:
    table = tomlkit.table()
    for key, value in rule.table.model_dump(exclude_defaults=True).items():
        if isinstance(value, timedelta):
            table.append(key, length(value))
        else:
            table.append(key, list(value) if isinstance(value, tuple) else value)
    return table


def length(value: timedelta) -> str:
    """Return a length of time as a settings file has it.

    >>> length(timedelta(minutes=15)), length(timedelta(hours=4)), length(timedelta(days=1))
    ('15 min', '4 h', '1 d')
    """
    number, _, unit = length_words(value).partition(" ")
    return f"{number}{_LENGTHS.get(f' {unit}', f' {unit}')}"
