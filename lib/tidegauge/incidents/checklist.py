"""The checklist of the first 30 minutes: a TOML file a failure class, ours or an installation's own."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from tidegauge.arrays_of_toml import as_tuple
from tidegauge.bundle import bundle_folder
from tidegauge.errors import SettingsError, unknown
from tidegauge.incidents.answers import answers
from tidegauge.incidents.failure_class import USUAL
from tidegauge.incidents.records import Incident
from tidegauge.settings import Settings, read_toml

MOST = 40
"""Items of a checklist."""


class Item(BaseModel):
    """One item: what its ticks are kept under, what is to be done, and which answers stand beside it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    text: Annotated[str, Field(min_length=1, max_length=200)]
    answers: Annotated[tuple[str, ...], BeforeValidator(as_tuple)] = ()


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    title: Annotated[str, Field(min_length=1, max_length=60)]
    items: Annotated[tuple[Item, ...], BeforeValidator(as_tuple), Field(min_length=1, max_length=MOST)]


@dataclass(frozen=True)
class Checklist:
    """The items of a failure class, in order."""

    name: str
    title: str
    items: tuple[Item, ...]


def checklists(settings: Settings) -> dict[str, Checklist]:
    """Return every checklist by its failure class: ours, and those of the folder that the settings name.

    >>> list(checklists(Settings()))
    ['cost', 'data', 'infrastructure', 'model', 'prompt', 'retrieval']

    Raises:
        SettingsError: there is no such folder, or a file cannot be read or breaks a rule; file, key and rule are named.
    """
    own = settings.incidents.checklists
    folders = [bundle_folder() / "data" / "checklists", *([_folder(own)] if own else [])]
    paths = {path.stem: path for folder in folders for path in sorted(folder.glob("*.toml"))}
    return {name: _read(name, path) for name, path in sorted(paths.items())}


def checklist_of(incident: Incident, settings: Settings) -> Checklist:
    """Return the checklist of an incident's failure class; that of the usual class where its own is gone.

    Raises:
        SettingsError: a file cannot be read, or breaks a rule.
    """
    every = checklists(settings)
    return every.get(incident.failure_class) or every[USUAL]


def done(checklist: Checklist, incident: Incident) -> int:
    """Return how many items of a checklist are done."""
    return sum(bool(tick and tick.done) for tick in (incident.ticks.get(one.key) for one in checklist.items))


def _folder(told: str) -> Path:
    folder = Path(told).expanduser()
    if not folder.is_dir():
        raise SettingsError(
            f"[incidents] checklists: “{folder}” is no folder. Name one that holds TOML files, or leave the key out."
        )
    return folder


def _read(name: str, path: Path) -> Checklist:
    told = read_toml(path)
    try:
        found = _File.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise SettingsError(f"{path}, key {place}: {first['msg'].removeprefix('Value error, ')}.") from None
    _check(path, found)
    return Checklist(name, found.title, found.items)


def _check(path: Path, found: _File) -> None:
    keys = [one.key for one in found.items]
    if twice := next((key for key in keys if keys.count(key) > 1), None):
        raise SettingsError(f"{path}, items: the key “{twice}” stands twice. Each item needs its own.")
    for one in found.items:
        for answer in one.answers:
            if answer not in answers():
                raise SettingsError(f"{path}, item {one.key}: {unknown('answer', answer, answers())}")
