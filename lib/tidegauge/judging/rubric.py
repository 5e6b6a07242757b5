"""Rubrics: what a judge looks at, on which scale, with examples; a file, versioned by what it says."""

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from tidegauge.arrays_of_toml import as_tuple
from tidegauge.bundle import bundle_folder
from tidegauge.errors import JudgeError, unknown
from tidegauge.settings import read_toml

_Text = Annotated[str, Field(min_length=1, max_length=4_000)]
_Name = Annotated[str, Field(pattern=r"^[A-Za-z][\w.@-]{0,59}$")]
RESERVED = frozenset({"flagged", "preference", "satisfied"})
"""Score names that mean something of their own."""


class Scale(StrEnum):
    """What a dimension is marked with: a whole number from 1, worst, to 5, best; or a word."""

    FIVE = "1-5"
    PASS = "pass/fail"  # noqa: S105  no password

    @property
    def marks(self) -> tuple[int, ...] | tuple[str, ...]:
        """Every mark that there is, worst first."""
        return (1, 2, 3, 4, 5) if self is Scale.FIVE else ("fail", "pass")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Dimension(_Part):
    """One thing that is judged. `optional` allows null: there is nothing to judge it by."""

    name: _Name
    question: _Text
    scale: Scale = Scale.FIVE
    levels: Mapping[str, _Text] = Field(default_factory=dict)
    optional: bool = False

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.name in RESERVED:
            raise ValueError(
                f"“{self.name}” is a score with a meaning of its own; name the dimension otherwise"
            )
        if strange := set(self.levels) - set(map(str, self.scale.marks)):
            raise ValueError(f"“{min(strange)}” is no mark of the scale {self.scale}")
        return self


class Example(_Part):
    """An answer with the marks it deserves: what the judge is shown before it judges.

    An optional dimension is left out of `marks` where there is nothing to judge it by.
    """

    input: _Text
    output: _Text
    marks: Mapping[str, int | str]
    reason: _Text
    context: str = ""


class Rubric(_Part):
    """What a judge is asked."""

    name: Annotated[str, Field(pattern=r"^[\w.-]{1,60}$")]
    about: str = Field(default="", max_length=4_000)
    dimensions: Annotated[
        tuple[Dimension, ...], BeforeValidator(as_tuple), Field(min_length=1, max_length=20)
    ]
    examples: Annotated[tuple[Example, ...], BeforeValidator(as_tuple), Field(max_length=50)] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        names = [dimension.name for dimension in self.dimensions]
        if len(set(names)) < len(names):
            raise ValueError("two dimensions have the same name")
        for example in self.examples:
            for name in names:
                self._check_mark(example, name)
        return self

    def _check_mark(self, example: Example, name: str) -> None:
        dimension = next(one for one in self.dimensions if one.name == name)
        mark = example.marks.get(name)
        if mark is None and not dimension.optional:
            raise ValueError(f"an example gives no mark for {name}")
        if mark is not None and mark not in dimension.scale.marks:
            raise ValueError(f"an example marks {name} with “{mark}”, which its scale does not have")

    def version(self, wording: str) -> str:
        """Return `NAME@` and eight digits of the hash of all that it says and of the `wording` that it is put in."""
        said = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return f"{self.name}@{hashlib.sha256(f'{said}{wording}'.encode()).hexdigest()[:8]}"


def shipped() -> dict[str, Path]:
    """Return the rubrics that come with Tidegauge, by name."""
    return {path.stem: path for path in sorted((bundle_folder() / "data" / "rubrics").glob("*.toml"))}


def load_rubric(name: str) -> Rubric:
    """Return the rubric of a shipped name, or of a TOML file.

    >>> [dimension.name for dimension in load_rubric("default").dimensions]
    ['correctness', 'completeness', 'tone', 'groundedness', 'safety']

    Raises:
        JudgeError: there is no such rubric, or it breaks a rule; the place is named.
        SettingsError: the file cannot be read, or is not TOML.
    """
    path = shipped().get(name, Path(name).expanduser())
    if not path.is_file():
        raise JudgeError(
            f"{unknown('rubric', name, shipped())} A rubric of your own is named by its file: ./NAME.toml"
        )
    try:
        return Rubric.model_validate({"name": path.stem, **read_toml(path)})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the rubric"
        rule = first["msg"].removeprefix("Value error, ")
        raise JudgeError(f"{path}, {place}: {rule}.") from None
