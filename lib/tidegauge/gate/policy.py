"""The policy file of a gate, `tidegauge-gate.toml`: what is checked, and how much worse each may be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from tidegauge.bundle import bundle_folder
from tidegauge.errors import SettingsError, unknown
from tidegauge.gate.checks import checks
from tidegauge.gate.policy_general import General
from tidegauge.gate.settings import CheckTable
from tidegauge.settings import read_toml

FILE = Path("tidegauge-gate.toml")
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Policy:
    """What a policy says: its keys, and a table for each check. `source` is the file, or that there is none."""

    general: General = field(default_factory=General)
    tables: Mapping[str, CheckTable] = field(default_factory=dict)
    source: str = "the default policy"

    def table(self, check: str) -> CheckTable:
        """Return the table of a check; what the file leaves out is as it was published."""
        return self.tables.get(check) or checks()[check].table()


def default_policy() -> str:
    """Return the text of the default policy, with a comment on every key."""
    return (bundle_folder() / "data" / "gate" / FILE.name).read_text(encoding="utf-8")


def load_policy(path: Path | None = None) -> Policy:
    """Return the policy of a file; without one that of ./tidegauge-gate.toml, and if there is none the default.

    Raises:
        SettingsError: the file cannot be read, an unknown check or key, or a value that breaks its rule.
    """
    if path is None:
        if not FILE.is_file():
            return Policy()
        path = FILE
    return policy_of(read_toml(path), str(path))


def policy_of(values: Mapping[str, Any], source: str) -> Policy:
    """Return the policy that a file's content says.

    >>> policy_of({"peeking": False, "checks": {"format": {"max_rate": 0.01}}}, "x.toml").table("format").max_rate
    0.01

    Raises:
        SettingsError: as `load_policy`.
    """
    rest = {name: value for name, value in values.items() if name != "checks"}
    told = values.get("checks", {})
    if not isinstance(told, Mapping):
        raise SettingsError(f"{source}, key checks: this is a table, such as [checks.format].")
    known = checks()
    if problems := [
        f"{source}, key checks.{one}: {_unknown_check(one, known)}" for one in told if one not in known
    ]:
        raise SettingsError("\n".join(problems))
    general = _read(General, rest, source, "", (*General.model_fields, "checks"))
    tables = {
        name: _read(known[name].table, table, source, f"checks.{name}.", known[name].table.model_fields)
        for name, table in told.items()
    }
    return Policy(general, tables, source)


def _unknown_check(name: str, known: Mapping[str, Any]) -> str:
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    return (
        unknown("check", name, known)
        if not near
        else f"“{name}” is not a known check. Did you mean {near[0]}?"
    )


def _read(
    model: type[Model], values: Any, source: str, place: str, known: Mapping[str, Any] | tuple[str, ...]
) -> Model:
    if not isinstance(values, Mapping):
        raise SettingsError(f"{source}, key {place.rstrip('.')}: this is a table of keys, not “{values}”.")
    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        raise SettingsError(
            "\n".join(_sentence(one, source, place, known) for one in error.errors())
        ) from None


def _sentence(error: Any, source: str, place: str, known: Mapping[str, Any] | tuple[str, ...]) -> str:
    key = place + ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"{source}, key {key}: {unknown('key', str(error['loc'][-1]), known)}"
    return f"{source}, key {key}: “{error['input']}” cannot be used. {error['msg']}."
