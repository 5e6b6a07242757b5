"""Scores inside OTLP spans: evaluation events, and OpenInference's inline annotations and evaluations."""

import re
from collections.abc import Iterator
from datetime import datetime

from tidegauge.sources.otlp_model import OtlpEvent
from tidegauge.sources.otlp_values import Attributes, moment

_INLINE = re.compile(r"(?:annotations|evaluations)\.(\d+)\.(annotation|evaluation)\.(\w+)")
_SOURCES = {"llm": "judge", "human": "human", "code": "code"}
Score = dict[str, object]


def event_score(event: OtlpEvent) -> Score:
    """Return the score that an evaluation event reports; a judge's word unless it says otherwise."""
    found = event.attributes
    return {
        "name": found.get("gen_ai.evaluation.name"),
        "value": found.get("gen_ai.evaluation.score.value"),
        "label": found.get("gen_ai.evaluation.score.label"),
        "source": "judge",
        "evaluator": found.get("gen_ai.evaluation.evaluator", found.get("gen_ai.request.model")),
        "explanation": found.get("gen_ai.evaluation.explanation", found.get("gen_ai.response.explanation")),
        "created_at": moment(event.time) if event.time else None,
    }


def inline_scores(found: Attributes, at: datetime | None) -> Iterator[Score]:
    """Take annotations and evaluations out of a span's attributes. They have no time of their own: `at` is theirs."""
    groups: dict[tuple[str, str], dict[str, object]] = {}
    for key in [key for key in found if key.startswith(("annotations.", "evaluations."))]:
        if match := _INLINE.fullmatch(key):
            groups.setdefault((match[2], match[1]), {})[match[3]] = found.pop(key)
    for fields in groups.values():
        yield {
            "name": fields.get("name"),
            "value": fields.get("score"),
            "label": fields.get("label"),
            "source": _SOURCES.get(str(fields.get("annotator_kind", "llm")).lower(), "judge"),
            "evaluator": fields.get("identifier", fields.get("evaluator")),
            "explanation": fields.get("explanation"),
            "created_at": at,
        }
