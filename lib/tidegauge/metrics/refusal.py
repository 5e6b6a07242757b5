"""The sentence for an expression that is not allowed: the piece, where it is, and what there is instead."""

from tidegauge.errors import MetricError

ROW_FUNCTIONS = ("abs", "coalesce", "greatest", "least", "length", "ln", "lower", "sqrt")
AGGREGATES = ("count", "ece", "mean", "p50 to p999", "quantile", "rate", "rmse", "sum")
LANGUAGE = (
    "The language has columns, numbers, 'texts', true, false, null; + - * / = <> < <= > >= and or not; in (...), "
    f"is null, like, case when; {', '.join(ROW_FUNCTIONS)}; and around them {', '.join(AGGREGATES)}."
)


def refusal(text: str, at: int | None, reason: str) -> MetricError:
    """Return the error for the piece of `text` at character `at` (from 1).

    >>> str(refusal("sum(a) over ()", 8, "“over” is not expected here."))
    'The expression “sum(a) over ()”, character 8: “over” is not expected here.'
    """
    place = f", character {at}" if at else ""
    return MetricError(f"The expression “{shown(text)}”{place}: {reason}")


def piece(text: str, start: int, end: int) -> str:
    """Return characters `start` to `end` (from 0, both included), with the brackets that they open.

    >>> piece("1 - rate(a)", 4, 9)
    'rate(a)'
    """
    while text[start : end + 1].count("(") > text[start : end + 1].count(")") and end + 1 < len(text):
        end += 1
    return shown(text[start : end + 1])


def shown(text: str) -> str:
    """Return `text` fit for a sentence: no control characters, at most 80 characters.

    >>> shown("a\\x1b[31mb")
    'a�[31mb'
    """
    plain = "".join(letter if letter.isprintable() else " " if letter.isspace() else "�" for letter in text)
    return plain if len(plain) <= 80 else plain[:79] + "…"
