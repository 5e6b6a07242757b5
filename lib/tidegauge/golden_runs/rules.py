"""The checks of a run: declared in a TOML file, each with the items that it looks at; or those that are shipped."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from tidegauge.arrays_of_toml import as_tuple
from tidegauge.bundle import bundle_folder
from tidegauge.errors import JudgeError, unknown
from tidegauge.golden_runs.checks import check_kinds
from tidegauge.golden_runs.checks._check import Check, CheckKind
from tidegauge.golden_runs.ideal import Held
from tidegauge.judging.validators._validator import Options
from tidegauge.settings import read_toml
from tidegauge.settings_judge import Named
from tidegauge.workbench.golden_candidates import GoldenError
from tidegauge.workbench.golden_item import GoldenItem

_OWN = ("group", "score", "span_id")
"""What `when` knows of an item beside the facts of its call."""


class RuleTable(BaseModel):
    """`[[checks]]`: a check of the items that `when` describes; keys beyond these are the check's own.

    >>> RuleTable(check="regex", pattern="[0-9]+").model_extra
    {'pattern': '[0-9]+'}
    """

    model_config = ConfigDict(frozen=True, extra="allow", strict=True)

    check: Named
    name: Named | None = None
    when: Mapping[Named, str | Annotated[tuple[str, ...], BeforeValidator(as_tuple)]] = Field(
        default_factory=dict
    )


@dataclass(frozen=True)
class Rule:
    """A check under its name. `check` is None for the one that asks a judge, whose `options` say how."""

    name: str
    kind: CheckKind
    options: Options
    when: Mapping[str, tuple[str, ...]]
    check: Check | None = field(repr=False)

    def applies(self, of: Held) -> bool:
        """Whether it says anything of an item."""
        known = _known(of.item)
        wanted = all(known.get(name) in values for name, values in self.when.items())
        return wanted and self.kind.applies(self.options, of)


@dataclass(frozen=True)
class Rules:
    """All checks of a run. `digest` is the SHA-256 of what they were told: another one is another ruler."""

    rules: tuple[Rule, ...]
    digest: str
    shipped: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the checks, in their order."""
        return tuple(rule.name for rule in self.rules)

    @property
    def judged(self) -> tuple[Rule, ...]:
        """Those that ask a judge."""
        return tuple(rule for rule in self.rules if rule.kind.asks)

    def of(self, held: Held) -> tuple[Rule, ...]:
        """Return those that say anything of an item."""
        return tuple(rule for rule in self.rules if rule.applies(held))


def shipped_checks() -> Path:
    """Return the file of the checks that a run has where none are declared."""
    return bundle_folder() / "data" / "golden_checks.toml"


def load_rules(path: Path | None, items: Sequence[GoldenItem]) -> Rules:
    """Return the checks of a file, or those that are shipped. `items` are what `when` may speak of.

    Raises:
        SettingsError: the file cannot be read, or is not TOML.
        GoldenError: a key or a value breaks a rule; the file, the check and the key are named.
    """
    file = path or shipped_checks()
    told = read_toml(file)
    if strange := next((key for key in told if key != "checks"), None):
        raise GoldenError(f"{file}: {unknown('table', strange, ['checks'])} A check is a table [[checks]].")
    tables = told.get("checks")
    if not isinstance(tables, list) or not tables or not all(isinstance(one, dict) for one in tables):
        raise GoldenError(
            f'{file} declares no check. Write one: [[checks]] and below it check = "similarity"'
        )
    rules = tuple(_rule(_Place(file, number), table, items) for number, table in enumerate(tables, start=1))
    names = [rule.name for rule in rules]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise GoldenError(
            f'{file}: two checks are called “{twice}”. Give one of them another name: name = "..."'
        )
    said = json.dumps([_told(rule) for rule in rules], sort_keys=True, default=str)
    return Rules(rules, hashlib.sha256(said.encode()).hexdigest(), path is None)


@dataclass(frozen=True)
class _Place:
    file: Path
    number: int

    def wrong(self, rest: str) -> GoldenError:
        return GoldenError(f"{self.file}, [[checks]] {self.number}{rest}")


def _rule(place: _Place, told: Mapping[str, Any], items: Sequence[GoldenItem]) -> Rule:
    try:
        table = RuleTable.model_validate(dict(told))
    except ValidationError as error:
        raise place.wrong(f", {_first(error)}.") from None
    if table.check not in check_kinds():
        raise place.wrong(f", check: {unknown('check', table.check, check_kinds())}")
    kind, given = check_kinds()[table.check], dict(table.model_extra or {})
    try:
        options = kind.options.model_validate(_absolute(given, place.file))
        check = None if kind.asks else kind.make(options)
    except ValidationError as error:
        keys = ", ".join(one.alias or name for name, one in kind.options.model_fields.items())
        raise place.wrong(f" {table.check}, {_first(error)}. Its keys are: {keys}, name, when.") from None
    except JudgeError as error:
        raise place.wrong(f" {table.check}: {error}") from None
    when = {name: (one,) if isinstance(one, str) else one for name, one in table.when.items()}
    _check_when(place, table.check, when, items)
    return Rule(table.name or table.check, kind, options, when, check)


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(map(str, first["loc"])) or "the check"
    return f"{where}: {first['msg'].removeprefix('Value error, ')}"


def _check_when(
    place: _Place, check: str, when: Mapping[str, tuple[str, ...]], items: Sequence[GoldenItem]
) -> None:
    """Refuse a condition that no item can meet: it is a typing mistake, and the check would say nothing."""
    known = [_known(item) for item in items]
    for name, values in when.items():
        names = {key for one in known for key in one}
        if name not in names:
            raise place.wrong(f" {check}, when: {unknown('fact of these items', name, names)}")
        there = {one[name] for one in known if name in one}
        if strange := next((value for value in values if value not in there), None):
            raise place.wrong(f" {check}, when.{name}: {unknown('value of these items', strange, there)}")


def _known(item: GoldenItem) -> dict[str, str]:
    own = {"group": item.group.value, "score": item.name, "span_id": item.span_id}
    return {**item.facts, **own}


def _absolute(given: Mapping[str, Any], file: Path) -> dict[str, Any]:
    """Return options in which files are found from where the checks stand, whatever folder the command runs in."""
    beside = {name: given[name] for name in ("schema", "rubric") if isinstance(given.get(name), str)}
    found = {name: file.parent / Path(one).expanduser() for name, one in beside.items()}
    return {**given, **{name: str(path) for name, path in found.items() if path.is_file()}}


def _told(rule: Rule) -> list[Any]:
    """Return all that a check was told, with the content of its files: their names say nothing."""
    options = rule.options.model_dump(mode="json")
    named = [one for one in options.values() if isinstance(one, str) and _is_file(one)]
    contents = [hashlib.sha256(Path(one).read_bytes()).hexdigest() for one in named]
    plain = {name: one for name, one in options.items() if one not in named}
    return [
        rule.name,
        type(rule.options).__name__,
        plain,
        contents,
        {k: list(v) for k, v in rule.when.items()},
    ]


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_absolute() and Path(text).is_file()
    except (OSError, ValueError):
        return False
