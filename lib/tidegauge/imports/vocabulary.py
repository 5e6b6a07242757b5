"""The words of canonical text columns: other stores' words for the same things."""

from collections.abc import Iterable

import polars as pl

from tidegauge.schema.tables import SIGNAL_KINDS, SPAN_KINDS

_SPAN_KINDS = {
    **{kind: kind for kind in SPAN_KINDS},
    **dict.fromkeys(("llm", "chat_model", "generation", "chat", "completion", "text_completion"), "model"),
    **dict.fromkeys(("retrieval", "reranker", "search"), "retriever"),
    **dict.fromkeys(("execute_tool", "function"), "tool"),
    **dict.fromkeys(("invoke_agent", "workflow"), "agent"),
    **dict.fromkeys(("guardrail", "evaluator", "parser"), "check"),
    "embeddings": "embedding",
}
_STATUS = {
    **{str(code): "ok" if code < 400 else "error" for code in range(200, 600)},
    **dict.fromkeys(
        ("ok", "success", "successful", "succeeded", "unset", "true", "status_code_ok", "status_code_unset"),
        "ok",
    ),
    **dict.fromkeys(("completed", "complete", "done", "finished", "passed"), "ok"),
    **dict.fromkeys(("error", "errored", "err", "failed", "failure", "fail", "false", "exception"), "error"),
    **dict.fromkeys(("timeout", "timed_out", "status_code_error", "aborted", "rejected"), "error"),
}
_SOURCES = {"llm": "judge", "llm_judge": "judge", "eval": "judge", "annotation": "human", "api": "user"}
_SIGNALS = {"up": "thumbs_up", "down": "thumbs_down", "followup": "follow_up"} | {
    kind: kind for kind in SIGNAL_KINDS
}

_NO_ERROR = ("", "false", "0", "none", "null", "nan", "no")


def status_of_errors(errors: pl.Series) -> pl.Series:
    """Return `error` where an error is recorded and `ok` elsewhere.

    >>> status_of_errors(pl.Series(["Timeout", "", None, "False"])).to_list()
    ['error', 'ok', 'ok', 'ok']
    """
    words = errors.fill_null("").str.strip_chars().str.to_lowercase()
    return words.is_in(_NO_ERROR).replace_strict({True: "ok", False: "error"}).alias("status")


def canonical_words(table: str, column: pl.Series) -> pl.Series:
    """Return a canonical text column in our words; a word nobody knows stays, a span kind becomes `other`.

    >>> canonical_words("spans", pl.Series("kind", ["LLM", "Tool", "x"])).to_list()
    ['model', 'tool', 'other']
    """
    match table, column.name:
        case "spans", "kind":
            words = _words(column, _SPAN_KINDS)
            return words.replace_strict({None: None, **_SPAN_KINDS}, default="other", return_dtype=pl.String)
        case "spans", "status":
            words = _words(column, _STATUS).str.replace(r"^(\d{3})\.0$", "$1")  # pandas' integers with gaps
            return words.set(words == "", None).replace(_STATUS)
        case "scores", "source":
            return _words(column, _SOURCES).replace(_SOURCES)
        case "signals", "kind":
            return _words(column, _SIGNALS).replace(_SIGNALS)
    return column


def _words(column: pl.Series, known: Iterable[str]) -> pl.Series:
    if column.is_in(list(known)).all():
        return column
    return column.str.strip_chars().str.to_lowercase().str.replace_all("-", "_")
