"""A suite of probes: a versioned file of small questions. Another version is another ruler, and is never compared."""

import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from tidegauge.arrays_of_toml import as_tuple
from tidegauge.bundle import bundle_folder
from tidegauge.discovery import members
from tidegauge.errors import SettingsError, unknown
from tidegauge.probes.case import ProbeCase, Word
from tidegauge.probes.kinds._kind import ProbeKind


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Probe(_Table):
    """`[[probes]]`: questions of one kind. `length`: the words of its answers are counted."""

    name: Word
    kind: Word
    length: bool = False
    cases: Annotated[tuple[ProbeCase, ...], BeforeValidator(as_tuple), Field(min_length=1)]


class Suite(_Table):
    """A whole suite. `digest` is of everything in it."""

    name: Word
    version: Annotated[int, Field(ge=1)]
    about: str = ""
    probes: Annotated[tuple[Probe, ...], BeforeValidator(as_tuple), Field(min_length=1)]

    @property
    def title(self) -> str:
        """Its name and version."""
        return f"{self.name} v{self.version}"

    @property
    def digest(self) -> str:
        """The SHA-256 of all questions and how they are read."""
        return hashlib.sha256(self.model_dump_json(exclude={"about"}).encode()).hexdigest()

    @property
    def questions(self) -> Iterator[tuple[Probe, ProbeCase]]:
        """Every case with its probe."""
        return ((probe, case) for probe in self.probes for case in probe.cases)


@cache
def probe_kinds() -> Mapping[str, ProbeKind]:
    """Return the kinds of probes by their names.

    >>> sorted(probe_kinds())
    ['arithmetic', 'format', 'language', 'refusal', 'verbosity']
    """
    return members("tidegauge.probes.kinds", "KIND", ProbeKind)


def shipped_suites() -> Mapping[str, Path]:
    """Return the suites that come with Tidegauge.

    >>> sorted(shipped_suites())
    ['core']
    """
    return {path.stem: path for path in (bundle_folder() / "data" / "probes").glob("*.toml")}


def load_suite(name: str) -> Suite:
    """Return a suite that is shipped, by its name, or one of a file.

    Raises:
        SettingsError: there is none; or the file, the key and the rule that is broken.
    """
    shipped = shipped_suites()
    path = shipped.get(name) or Path(name).expanduser()
    if name not in shipped and path.suffix != ".toml":
        raise SettingsError(f"{unknown('suite of probes', name, shipped)} A file of one's own ends in .toml.")
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"The suite {path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The suite {path} is not valid TOML: {error}.") from error
    return _checked(path, told)


def _checked(path: Path, told: Mapping[str, Any]) -> Suite:
    try:
        suite = Suite.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"])) or "the file"
        raise SettingsError(f"The suite {path}, key {key}: {first['msg']}.") from None
    if problem := next(_problems(suite), None):
        raise SettingsError(f"The suite {path}, {problem}")
    return suite


def _problems(suite: Suite) -> Iterator[str]:
    kinds = probe_kinds()
    yield from (
        f"probe {name}: the name stands twice." for name in _twice([one.name for one in suite.probes])
    )
    for probe in suite.probes:
        if probe.kind not in kinds:
            yield f"probe {probe.name}: {unknown('kind of probe', probe.kind, kinds)}"
            continue
        yield from (
            f"probe {probe.name}, case {one}: the id stands twice."
            for one in _twice([case.id for case in probe.cases])
        )
        for case in probe.cases:
            if missing := kinds[probe.kind].missing(case):
                yield f"probe {probe.name}, case {case.id}: a probe of kind {probe.kind} needs the key {missing}."


def _twice(names: list[str]) -> list[str]:
    return [name for name, n in Counter(names).items() if n > 1]
