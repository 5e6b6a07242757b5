"""The text of an expression becomes sqlglot's tree, or an error: first the words are checked, then their order."""

from collections.abc import Sequence

from sqlglot import exp, parser, tokens
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ParseError, TokenError
from sqlglot.tokenizer_core import Token, TokenType

from tidegauge.errors import unknown
from tidegauge.metrics.refusal import LANGUAGE, ROW_FUNCTIONS, refusal, shown

LONGEST = 2_000
"""Characters that an expression may have."""

DEEPEST = 40
"""How deep brackets and operators may be nested."""

_FUNCTIONS = (*ROW_FUNCTIONS, "count", "ece", "mean", "quantile", "rate", "rmse", "sum")
_WORDS = (
    *("AND", "CASE", "DISTINCT", "ELSE", "END", "FALSE", "IN", "IS", "LIKE"),
    *("NOT", "NULL", "OR", "THEN", "TRUE", "WHEN"),
)
_SIGNS = {"<>": TokenType.NEQ, "!=": TokenType.NEQ, "<=": TokenType.LTE, ">=": TokenType.GTE}
_ALLOWED = {
    *(getattr(TokenType, word) for word in _WORDS),
    *_SIGNS.values(),
    *(
        TokenType.LT,
        TokenType.GT,
        TokenType.EQ,
        TokenType.PLUS,
        TokenType.DASH,
        TokenType.STAR,
        TokenType.SLASH,
    ),
    *(TokenType.L_PAREN, TokenType.R_PAREN, TokenType.COMMA, TokenType.DOT),
    *(TokenType.STRING, TokenType.NUMBER, TokenType.IDENTIFIER, TokenType.VAR),
}


class _Language(Dialect):
    """SQL without its statements, types, comments and functions: every function is a plain call."""

    class Tokenizer(tokens.Tokenizer):
        """No keyword but ours, so that columns may be called `index`, `date` or `left`."""

        IDENTIFIERS = ['"', "`"]  # noqa: RUF012  the base class's own way
        COMMENTS = []  # noqa: RUF012
        KEYWORDS = {word: getattr(TokenType, word) for word in _WORDS} | _SIGNS

    class Parser(parser.Parser):
        """No function that sqlglot treats specially."""

        FUNCTIONS = {}  # noqa: RUF012
        FUNCTION_PARSERS = {}  # noqa: RUF012
        NO_PAREN_FUNCTIONS = {}  # noqa: RUF012
        NO_PAREN_FUNCTION_PARSERS = {"CASE": parser.Parser.NO_PAREN_FUNCTION_PARSERS["CASE"]}  # noqa: RUF012


_LANGUAGE = _Language()


def parse(text: str) -> exp.Expr:
    """Return sqlglot's tree of `text`. It may still hold what the language lacks: `reader` has the last word.

    Raises:
        MetricError: `text` holds words or signs that the language lacks, or in an order that makes no sense.
    """
    if not text.strip():
        raise refusal(text, None, f"it is empty. {LANGUAGE}")
    if not text.isascii() and text.encode("utf-8", "replace").decode() != text:
        raise refusal(text, None, "it holds half a character, which no database stores.")
    if len(text) > LONGEST:
        raise refusal(text, None, f"it has {len(text)} characters; at most {LONGEST} are read.")
    try:
        _check(text, _LANGUAGE.tokenize(text))
        tree = next(iter(_LANGUAGE.parse_into(exp.Condition, text)), None)
    except TokenError:
        raise refusal(text, None, "a quotation mark is opened and not closed.") from None
    except ParseError as error:
        raise _misplaced(text, error) from None
    except RecursionError:
        raise refusal(text, None, f"it is nested more than {DEEPEST} deep.") from None
    if tree is None:
        raise refusal(text, 1, f"an expression does not begin like this. {LANGUAGE}")
    return tree


def _check(text: str, words: Sequence[Token]) -> None:
    depth = 0
    for word, after in zip(words, [*words[1:], None], strict=True):
        depth += {TokenType.L_PAREN: 1, TokenType.R_PAREN: -1}.get(word.token_type, 0)
        if depth > DEEPEST:
            raise refusal(text, word.start + 1, f"it is nested more than {DEEPEST} deep.")
        if word.token_type not in _ALLOWED:
            raise refusal(
                text, word.start + 1, f"“{shown(word.text)}” is not part of the language. {LANGUAGE}"
            )
        if after is not None:
            _check_pair(text, word, after)
    if depth > 0:
        raise refusal(text, None, "a bracket is opened and not closed.")


def _check_pair(text: str, word: Token, after: Token) -> None:
    touching = after.start == word.end + 1
    pair = {word.token_type, after.token_type}
    comment = pair in ({TokenType.DASH}, {TokenType.SLASH, TokenType.STAR})
    if touching and comment:
        raise refusal(
            text, word.start + 1, f"“{word.text}{after.text}” starts a comment; expressions have none."
        )
    if word.token_type is TokenType.VAR and after.token_type is TokenType.L_PAREN and not _known(word.text):
        raise refusal(text, word.start + 1, _unknown_function(shown(word.text)))


_ELSEWHERE = {"avg": "mean", "average": "mean", "median": "p50", "percentile": "quantile", "total": "sum"}
"""What other languages call our functions."""


def _unknown_function(name: str) -> str:
    ours = _ELSEWHERE.get(name.lower())
    if ours:
        return f"“{name}” is not a known function. Did you mean {ours}?"
    return unknown("function", name, (*_FUNCTIONS, "p95"))


def _known(function: str) -> bool:
    name = function.lower()
    return name in _FUNCTIONS or quantile_level(name) is not None


def quantile_level(function: str) -> float | None:
    """Return the level that a function such as p95 asks for, or None if it is not such a function.

    >>> quantile_level("p95"), quantile_level("p5"), quantile_level("p999"), quantile_level("sum")
    (0.95, 0.05, 0.999, None)
    """
    digits = function[1:]
    if function[:1] != "p" or not (digits.isascii() and digits.isdigit()):
        return None
    if function == "p999":
        return 0.999
    return int(digits) / 100 if len(digits) <= 2 and int(digits) else None


def _misplaced(text: str, error: ParseError) -> Exception:
    found = error.errors[0] if error.errors else {}
    piece = found.get("highlight") or ""
    at = _offset(text, found.get("line") or 1, found.get("col") or 0) - len(piece) + 1
    return refusal(
        text, max(at, 1), f"“{shown(piece)}” is not expected here, or something is missing. {LANGUAGE}"
    )


def _offset(text: str, line: int, column: int) -> int:
    before = text.split("\n")[: line - 1]
    return sum(len(row) + 1 for row in before) + column
