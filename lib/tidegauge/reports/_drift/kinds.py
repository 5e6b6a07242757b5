"""Which kind of drift a column belongs to, and what it is called on screen."""

import re
from collections.abc import Mapping

from tidegauge.reports._drift.records import DriftKind

_COLUMNS: Mapping[str, tuple[DriftKind, str]] = {
    "output_tokens": (DriftKind.OUTPUT, "answer length"),
    "reasoning_tokens": (DriftKind.OUTPUT, "reasoning length"),
    "finish_reason": (DriftKind.OUTPUT, "finish reason"),
    "status": (DriftKind.OUTPUT, "status"),
    "error_type": (DriftKind.OUTPUT, "type of error"),
    "input_tokens": (DriftKind.PROMPT, "input length"),
    "cached_input_tokens": (DriftKind.PROMPT, "cached input"),
    "language": (DriftKind.PROMPT, "language"),
    "query_category": (DriftKind.PROMPT, "category"),
    "prediction": (DriftKind.PREDICTION, "prediction"),
    "label": (DriftKind.DATA, "label"),
    "decision": (DriftKind.DECISION, "decision"),
    "duration_ms": (DriftKind.DATA, "latency"),
    "time_to_first_token_ms": (DriftKind.DATA, "time to first token"),
    "cost_usd": (DriftKind.DATA, "cost of a call"),
}

_NAMES = (
    (
        DriftKind.RETRIEVAL,
        "recall@|recall_at|ndcg|mrr|hit_rate|retriev|context_(precision|recall|relevan)|rerank",
    ),
    (DriftKind.CALIBRATION, "^ece$|brier|calibration"),
    (DriftKind.DECISION, "decision|escalat|routed|approved|rejected"),
    (
        DriftKind.QUALITY,
        "score|rating|grade|quality|correct|accura|faithful|relevan|helpful|halluc|toxic|flagged",
    ),
    (DriftKind.PREDICTION, "predict|answer_norm|intent|^class$|predicted"),
    (
        DriftKind.OUTPUT,
        "output|response|answer|completion|verbos|format|json|valid|refus|truncat|error_rate|timeout",
    ),
    (DriftKind.PROMPT, "input|question|^query|topic|utterance"),
)
"""What attributes and metrics that we do not know are called: the first that fits."""


def kind_of(name: str) -> DriftKind:
    """Return the kind of drift that a column or metric of this name shows.

    >>> kind_of("score.ndcg").value, kind_of("verbosity_chars").value, kind_of("tenant").value
    ('retrieval', 'output', 'data')
    """
    if name in _COLUMNS:
        return _COLUMNS[name][0]
    plain = name.removeprefix("score.").lower()
    joined = DriftKind.QUALITY if name.startswith(("score.", "signal.")) else DriftKind.DATA
    return next((kind for kind, pattern in _NAMES if re.search(pattern, plain)), joined)


def is_input(name: str) -> bool:
    """Return whether an attribute says who asked what, and not what the system is or answered.

    >>> is_input("query_category"), is_input("model_version"), is_input("finish_reason")
    (True, False, False)
    """
    asked = kind_of(name) in {DriftKind.PROMPT, DriftKind.DATA}
    return asked and not re.search("model|version|provider|variant|environment|prompt_name", name)


def words_for(name: str) -> str:
    """Return what a column is called: `answer length`, or its own name."""
    return _COLUMNS[name][1] if name in _COLUMNS else name.removeprefix("score.")


_BETTER = (
    "score|rating|grade|quality|correct|accura|faithful|relevan|helpful|recall|ndcg|mrr|hit_rate|precision"
)
_WORSE = "halluc|toxic|flagged|error|failure|refus"


def usual_direction(name: str) -> str:
    """Return which way is good for a number of this name that no declared metric says more of.

    >>> usual_direction("score.hallucination"), usual_direction("retrieval_score"), usual_direction("turns")
    ('lower', 'higher', '')
    """
    plain = name.removeprefix("score.").lower()
    if re.search(_WORSE, plain):
        return "lower"
    return "higher" if re.search(_BETTER, plain) else ""


def titled(what: str) -> str:
    """Return the words with which a sentence begins; names of columns stay as they are in the data.

    >>> titled("answer length"), titled("app_version"), titled("nDCG")
    ('Answer length', 'app_version', 'nDCG')
    """
    return what if "_" in what or what[1:2].isupper() else what[:1].upper() + what[1:]


def lowered(label: str) -> str:
    """Return a label as it stands inside of a sentence.

    >>> lowered("Error rate"), lowered("nDCG"), lowered("CTR")
    ('error rate', 'nDCG', 'CTR')
    """
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
