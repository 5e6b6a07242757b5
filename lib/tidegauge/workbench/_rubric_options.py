"""The options of a question in a rubric, and their keys."""

from collections.abc import Sequence

from tidegauge.workbench.review_batches import ReviewError
from tidegauge.workbench.rubric import RESERVED, VERDICT_KEYS, Option, Question, QuestionKind, Verdict
from tidegauge.workbench.texts import one_line

MOST = 30
LONGEST = 60
_FIXED = {QuestionKind.YES_NO: ("yes", "no"), QuestionKind.MARKS: ("1", "2", "3", "4", "5")}


def options_of(
    found: object, at: str, kind: QuestionKind, verdict: Verdict, before: Sequence[Question], *, free: bool
) -> tuple[Option, ...]:
    """Return the options of a question; those of marks and of yes or no are there without being written down.

    Marks that are not written down get the keys 1 to 5 where neither the verdict nor a question before has them.

    Raises:
        ReviewError: an option or its key cannot be used.
    """
    taken = {*VERDICT_KEYS[verdict.scale], *(one.key for question in before for one in question.options)}
    if kind in {QuestionKind.TEXT, QuestionKind.SPAN}:
        if found:
            raise ReviewError(f"{at}: a question of the kind “{kind}” has none.")
        return ()
    if found is None and kind in _FIXED:
        keys = kind is QuestionKind.MARKS and not taken & set("12345")
        return tuple(Option(name, name if keys else "") for name in _FIXED[kind])
    options = _options(found, at, taken)
    names = [one.name for one in options]
    if kind in _FIXED and tuple(names) != _FIXED[kind]:
        raise ReviewError(f"{at}: those of “{kind}” are {', '.join(_FIXED[kind])}, in this order.")
    if not options and not free:
        raise ReviewError(f"{at} is missing. Name the categories, or let reviewers name them: free = true.")
    if len(set(names)) < len(names) or len(names) > MOST:
        raise ReviewError(f"{at}: each name stands once, and there are at most {MOST}.")
    return options


def _options(found: object, at: str, taken: set[str]) -> tuple[Option, ...]:
    told = [] if found is None else found
    if not isinstance(told, list):
        raise ReviewError(f"{at}: “{told}” is no list.")
    options: list[Option] = []
    for number, one in enumerate(told, start=1):
        option = _option({"name": one} if isinstance(one, str) else one, f"{at} {number}")
        if option.key:
            _check_key(option.key, f"{at} {number}", taken)
            taken.add(option.key)
        options.append(option)
    return tuple(options)


def _option(found: object, at: str) -> Option:
    if not isinstance(found, dict) or set(found) - {"name", "key"}:
        raise ReviewError(f"{at}: an option is a name, or a table with name and key.")
    name, key = found.get("name"), found.get("key", "")
    if not isinstance(name, str) or not 0 < len(name.strip()) <= LONGEST or not isinstance(key, str):
        raise ReviewError(f"{at}: “{name}” is no name of at most {LONGEST} characters, with a key as text.")
    return Option(one_line(name), key.upper())


def _check_key(key: str, at: str, taken: set[str]) -> None:
    free = [one for one in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" if one not in taken | RESERVED]
    if key not in free:
        why = "is taken" if key in taken | RESERVED else "is no letter or digit"
        raise ReviewError(f"{at}: the key “{key}” {why}. Free are: {' '.join(free)}.")
