"""A rubric as TOML: read, with an error that names the place, the rule, and what would be right."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from tidegauge.bundle import bundle_folder
from tidegauge.errors import unknown
from tidegauge.workbench._rubric_options import options_of
from tidegauge.workbench.review_batches import LONGEST, ReviewError, Scale
from tidegauge.workbench.rubric import (
    PARTS,
    JudgeShown,
    Question,
    QuestionKind,
    Required,
    Rubric,
    Verdict,
)
from tidegauge.workbench.texts import one_line

MOST = 20
"""Questions of a rubric."""
LONGEST_INSTRUCTION = 4_000
_NAME = re.compile(r"[^\W\d][\w .-]{0,59}")
_RUBRIC = ("name", "instruction", "verdict", "questions", "order", "judge", "redact", "names")
_VERDICT = ("question", "label", "scale")
_QUESTION = ("name", "text", "kind", "options", "many", "free", "required")
Member = TypeVar("Member", bound=StrEnum)


def shipped_rubrics() -> dict[str, Path]:
    """Return the rubrics that come with Tidegauge, by name."""
    folder = bundle_folder() / "data" / "rubrics" / "review"
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def read_rubric(text: str, where: str = "the rubric") -> Rubric:
    """Return the rubric that a TOML text holds. `where` names the text in errors, such as its file.

    >>> read_rubric('name = "short"\\n[verdict]\\nquestion = "Good?"\\nlabel = "good"').verdict.scale
    <Scale.YES_NO: 'yes or no'>

    Raises:
        ReviewError: it is no TOML, or breaks a rule: key, value, rule and alternatives are named.
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ReviewError(f"{where} is not TOML: {error}.") from None
    try:
        return _rubric(found)
    except ReviewError as error:
        raise ReviewError(f"{where}, {error}") from None


def _rubric(found: Mapping[str, Any]) -> Rubric:
    _known(found, _RUBRIC, "")
    verdict = _verdict(found.get("verdict"))
    questions = _questions(found.get("questions", []), verdict)
    order = _texts(found, "order", PARTS)
    for part in order:
        if part not in PARTS:
            raise ReviewError(f"order: {unknown('part of a sample', part, PARTS)}")
    if "output" not in order or len(set(order)) < len(order):
        raise ReviewError("order names each part once, and output must be among them: it is what is judged.")
    return Rubric(
        _name(found, "name", "name"),
        _text(found, "instruction", "instruction", LONGEST_INSTRUCTION, empty=True),
        verdict,
        questions,
        order,
        _member(found, "judge", "judge", JudgeShown, JudgeShown.AFTER),
        _texts(found, "redact", ()),
        _texts(found, "names", ()),
    )


def _verdict(found: object) -> Verdict:
    if not isinstance(found, dict):
        raise ReviewError("verdict: a table [verdict] with question, label and scale is missing.")
    _known(found, _VERDICT, "verdict.")
    return Verdict(
        _text(found, "question", "verdict.question"),
        _name(found, "label", "verdict.label"),
        _member(found, "scale", "verdict.scale", Scale, Scale.YES_NO),
    )


def _questions(found: object, verdict: Verdict) -> tuple[Question, ...]:
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise ReviewError("questions: each is a table of its own: [[questions]].")
    if len(found) > MOST:
        raise ReviewError(f"questions: there are {len(found)}; at most {MOST} fit.")
    questions: list[Question] = []
    for number, one in enumerate(found, start=1):
        questions.append(_question(one, f"questions {number}", verdict, questions))
    return tuple(questions)


def _question(found: Mapping[str, Any], at: str, verdict: Verdict, before: Sequence[Question]) -> Question:
    _known(found, _QUESTION, f"{at}.")
    name = _name(found, "name", f"{at}.name")
    if name in {verdict.label, *(one.name for one in before)}:
        raise ReviewError(f"{at}.name: “{name}” is taken already. Each answer becomes a score of its own.")
    kind = _member(found, "kind", f"{at}.kind", QuestionKind, None)
    many, free = (_flag(found, one, f"{at}.{one}", kind) for one in ("many", "free"))
    required = _member(found, "required", f"{at}.required", Required, Required.NEVER)
    if required is Required.FAILING and verdict.scale is Scale.PREFERENCE:
        raise ReviewError(f"{at}.required: where two answers are compared, none fails. Say never or always.")
    if kind is QuestionKind.SPAN:
        _check_markable(at, verdict, before)
    options = options_of(found.get("options"), f"{at}.options", kind, verdict, before, free=free)
    text = _text(found, "text", f"{at}.text")
    return Question(name, text, kind, options, many, free, required)


def _check_markable(at: str, verdict: Verdict, before: Sequence[Question]) -> None:
    if verdict.scale is Scale.PREFERENCE:
        raise ReviewError(f"{at}.kind: where two answers are compared, no words are marked. Ask for a text.")
    if any(one.kind is QuestionKind.SPAN for one in before):
        raise ReviewError(
            f"{at}.kind: one question of the kind “span” is asked, or a mark could mean either."
        )


def _known(found: Mapping[str, Any], names: Iterable[str], at: str) -> None:
    for name in found:
        if name not in set(names):
            raise ReviewError(f"{at}{name}: {unknown('key', name, names)}")


def _name(found: Mapping[str, Any], key: str, at: str) -> str:
    value = _text(found, key, at)
    if not _NAME.fullmatch(value):
        raise ReviewError(
            f"{at}: “{value}” is no name. A letter first, then letters, digits, spaces, _ . -, at most 60."
        )
    return value


def _text(found: Mapping[str, Any], key: str, at: str, longest: int = LONGEST, *, empty: bool = False) -> str:
    value = found.get(key, "")
    if not isinstance(value, str):
        raise ReviewError(f"{at}: “{value}” is no text.")
    kept = one_line(value)
    if not kept and not empty:
        raise ReviewError(f"{at} is missing.")
    if len(kept) > longest:
        raise ReviewError(f"{at}: the text has {len(kept)} characters; at most {longest} fit.")
    return kept


def _texts(found: Mapping[str, Any], key: str, usual: tuple[str, ...]) -> tuple[str, ...]:
    value = found.get(key, list(usual))
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        raise ReviewError(f"{key}: “{value}” is no list of texts.")
    return tuple(one.strip() for one in value)


def _flag(found: Mapping[str, Any], key: str, at: str, kind: QuestionKind) -> bool:
    value = found.get(key, False)
    if not isinstance(value, bool):
        raise ReviewError(f"{at}: “{value}” is neither true nor false.")
    if value and kind is not QuestionKind.CATEGORIES:
        raise ReviewError(f"{at}: only questions of the kind “categories” have it, not “{kind}”.")
    return value


def _member(found: Mapping[str, Any], key: str, at: str, kind: type[Member], usual: Member | None) -> Member:
    value = found.get(key, usual)
    if value is None:
        raise ReviewError(f"{at} is missing. There are: {', '.join(kind)}.")
    try:
        return kind(value)
    except ValueError:
        raise ReviewError(f"{at}: {unknown(key, str(value), kind)}") from None
