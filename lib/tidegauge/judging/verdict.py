"""A judge's answer, read strictly: it is exactly what was asked for, or it is unparsable."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, create_model

from tidegauge.judging.rubric import Dimension, Rubric, Scale

LONGEST_REASON = 2_000
_PLACES = ("a", "b", "tie")
_Model = TypeVar("_Model", bound=BaseModel)


class UnparsableError(Exception):
    """An answer that is no verdict. The text says why, and holds nothing of the answer but its beginning."""


@dataclass(frozen=True)
class Mark:
    """One dimension judged: `value` 1 to 5, or 1 for a pass and 0 for a fail, which `label` says as a word."""

    name: str
    value: float
    label: str | None
    reason: str


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class Preference(_Strict):
    """Which of two answers is better, and why."""

    reason: str
    better: Literal["a", "b", "tie"]


class Marking:
    """What reads the answers to one rubric."""

    def __init__(self, rubric: Rubric) -> None:
        """Make the form that an answer must have."""
        self._dimensions = rubric.dimensions
        self._model = _answer(rubric)

    def __call__(self, text: str) -> tuple[Mark, ...]:
        """Return the marks that an answer gives, without those of optional dimensions that it leaves open.

        Raises:
            UnparsableError: it is not one JSON object with exactly the dimensions of the rubric, on their scales.
        """
        found = _read(self._model, text)
        judged = ((one, getattr(found, f"d{place}")) for place, one in enumerate(self._dimensions))
        return tuple(_mark(dimension, one) for dimension, one in judged if one.mark is not None)


def preference_of(text: str) -> Preference:
    """Return which of two answers is said to be better.

    Raises:
        UnparsableError: it is not one JSON object with the keys reason and better.
    """
    return _read(Preference, text)


def schema_of(rubric: Rubric | None) -> Mapping[str, Any]:
    """Return the JSON schema of an answer: the marks of a rubric, or without one a preference."""
    if rubric is None:
        choice = {"type": "string", "enum": list(_PLACES)}
        return _object({"reason": {"type": "string"}, "better": choice})
    return _object(
        {one.name: _object({"reason": {"type": "string"}, "mark": _choice(one)}) for one in rubric.dimensions}
    )


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    required = list(properties)
    return {
        "type": "object",
        "properties": dict(properties),
        "required": required,
        "additionalProperties": False,
    }


def _choice(dimension: Dimension) -> dict[str, Any]:
    kind = "integer" if dimension.scale is Scale.FIVE else "string"
    marks: list[Any] = [*dimension.scale.marks, *([None] if dimension.optional else [])]
    return {"type": [kind, "null"] if dimension.optional else kind, "enum": marks}


def _answer(rubric: Rubric) -> type[_Strict]:
    # Fields are called d0, d1, ...: a dimension may have a name that Python, or pydantic, gives a meaning of its own.
    fields = {f"d{place}": (_judged(one), ...) for place, one in enumerate(rubric.dimensions)}
    names = {f"d{place}": one.name for place, one in enumerate(rubric.dimensions)}
    config = ConfigDict(strict=True, extra="forbid", alias_generator=names.__getitem__)
    return create_model("Answer", __config__=config, **fields)  # type: ignore[call-overload,no-any-return]


def _judged(dimension: Dimension) -> type[BaseModel]:
    marks: Any = Literal[dimension.scale.marks]
    allowed: Any = Annotated[marks | None if dimension.optional else marks, BeforeValidator(_whole)]
    return create_model("Judged", __base__=_Strict, reason=(str, ...), mark=(allowed, ...))


def _whole(mark: Any) -> Any:
    # To Python, true is 1.
    if isinstance(mark, bool | float):
        raise ValueError("a mark is a whole number or a word")  # noqa: TRY004  pydantic's way
    return mark


def _read(model: type[_Model], text: str) -> _Model:
    try:
        return model.model_validate(json.loads(_bare(text), object_pairs_hook=_once))
    except ValidationError as error:
        raise UnparsableError(_told(error)) from None
    except RecursionError:
        raise UnparsableError(f"The answer is nested too deeply: {_beginning(text)}") from None
    except json.JSONDecodeError:
        raise UnparsableError(f"The answer is no JSON object: {_beginning(text)}") from None
    except ValueError as error:
        raise UnparsableError(f"The answer cannot be read, {error}: {_beginning(text)}") from None


def _told(error: ValidationError) -> str:
    """Return what is wrong with the form of an answer, in words: the first thing, and where."""
    first = error.errors()[0]
    where, said = ".".join(map(str, first["loc"])) or "the answer", first["input"]
    match first["type"]:
        case "missing":
            return f"{where} is missing."
        case "extra_forbidden":
            return f"{where} was not asked for."
        case _:
            return f"{where} is {_beginning(str(said))}, which is not what was asked for: {first['msg']}."


def _beginning(text: str) -> str:
    plain = "".join(sign if sign.isprintable() else " " for sign in text[:80]).strip()
    return f"“{plain}{'…' if len(text) > 80 else ''}”" if plain else "nothing"


def _bare(text: str) -> str:
    """Return the text without the fence that many a model puts around JSON."""
    bare = text.strip()
    if bare.startswith("```") and bare.endswith("```") and "\n" in bare:
        return bare[bare.index("\n") : -3]
    return bare


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def _mark(dimension: Dimension, judged: Any) -> Mark:
    reason = judged.reason[:LONGEST_REASON].replace("\x00", "")
    if dimension.scale is Scale.FIVE:
        return Mark(dimension.name, float(judged.mark), None, reason)
    return Mark(dimension.name, float(judged.mark == "pass"), judged.mark, reason)
