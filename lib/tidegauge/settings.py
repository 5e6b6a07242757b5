"""Settings: `tidegauge.toml`, then the environment, then what the caller says; the later wins."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from tidegauge.errors import SettingsError, unknown
from tidegauge.settings_alerts import AlertsTable, MaintenanceTable, RuleTable, SeverityName, SeverityTable
from tidegauge.settings_business import BusinessTable, Role
from tidegauge.settings_feedback import FeedbackTable
from tidegauge.settings_incidents import IncidentsTable
from tidegauge.settings_judge import JudgeTable
from tidegauge.settings_model import DriftTable, MetricTable, Settings
from tidegauge.settings_probes import ProbesTable, ProbeTargetTable, VersionsTable

__all__ = ["MetricTable", "Settings", "load_settings", "read_toml"]

FILE = Path("tidegauge.toml")
_ENVIRONMENT = {
    "store": "TIDEGAUGE_STORE",
    "workbench": "TIDEGAUGE_WORKBENCH",
    "time_zone": "TIDEGAUGE_TIME_ZONE",
    "currency": "TIDEGAUGE_CURRENCY",
}


def load_settings(
    config: Path | None = None,
    *,
    store: str | None = None,
    workbench: str | None = None,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """Return the settings. Arguments beat the environment, which beats the file.

    The file is `config`, else the one that TIDEGAUGE_CONFIG names, else ./tidegauge.toml if there is one.

    >>> load_settings(environ={"TIDEGAUGE_CURRENCY": "EUR"}).currency
    'EUR'

    Raises:
        SettingsError: a file that cannot be read, an unknown key, or a value that breaks its rule.
    """
    environment = os.environ if environ is None else environ
    path = config or (Path(environment["TIDEGAUGE_CONFIG"]) if environment.get("TIDEGAUGE_CONFIG") else None)
    if path is None and FILE.is_file():
        path = FILE
    values: dict[str, Any] = read_toml(path) if path else {}
    sources = dict.fromkeys(values, str(path))
    for key, variable in _ENVIRONMENT.items():
        if environment.get(variable):
            values[key], sources[key] = environment[variable], variable
    for key, argument in {"store": store, "workbench": workbench}.items():
        if argument is not None:
            values[key], sources[key] = argument, f"--{key}"
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError("\n".join(_sentences(error, sources))) from None


def read_toml(path: Path) -> dict[str, Any]:
    """Return what a TOML file says.

    Raises:
        SettingsError: it cannot be read, is not UTF-8, or is not TOML; the line is named.
    """
    try:
        # With a line after the last one, mistakes there are told by line too, and not as "at end of document".
        return tomllib.loads(path.read_text(encoding="utf-8") + "\n")
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not valid TOML: {error}.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not valid UTF-8 at byte {error.start}.") from error
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}.") from error


def _sentences(error: ValidationError, sources: Mapping[str, str]) -> list[str]:
    return [
        _sentence(found["type"], found["loc"], found["msg"], found["input"], sources)
        for found in error.errors()
    ]


def _sentence(
    kind: str, place: tuple[int | str, ...], rule: str, value: object, sources: Mapping[str, str]
) -> str:
    key = ".".join(str(part) for part in place)
    source = sources.get(str(place[0]), "settings") if place else "settings"
    if kind == "extra_forbidden":
        tables: dict[str, type[BaseModel]] = {
            "metrics": MetricTable,
            "drift": DriftTable,
            "judge": JudgeTable,
            "business": BusinessTable,
            "probes": ProbesTable,
            "probes.targets": ProbeTargetTable,
            "versions": VersionsTable,
            "feedback": FeedbackTable,
            "incidents": IncidentsTable,
            "alerts": AlertsTable,
            "alerts.rules": RuleTable,
            "alerts.severity": SeverityTable,
            "alerts.maintenance": MaintenanceTable,
        }
        inner = tables.get(f"{place[0]}.{place[1]}") if len(place) > 2 else None
        model = inner or (tables.get(str(place[0]), Settings) if len(place) > 1 else Settings)
        return f"{source}, key {key}: {unknown('key', str(place[-1]), model.model_fields)}"
    if kind == "literal_error" and place[-1] == "[key]":
        # The one of a table with names of its own: routing and respond of alerts, outcomes of business.
        table = ".".join(map(str, place[:-2]))
        names = get_args(Role if place[0] == "business" else SeverityName)
        return f"{source}, key {table}: {unknown('key', str(place[-2]), names)}"
    if kind == "missing":
        return f"{source}, key {key}: this is required."
    if place and place[0] in {"store", "stores", "workbench"} and "://" in str(value):
        value = "the address"  # it may hold a password
    if place[:2] == ("probes", "targets") and place[-1] in {"key", "url"}:
        value = "what stands there"  # a key that was written out is a secret
    if place[:2] == ("alerts", "channels"):
        value = "the address"  # whatever it is: a bare token is no address, and a secret
    return f"{source}, key {key}: “{value}” cannot be used. {rule.removeprefix('Value error, ')}."
