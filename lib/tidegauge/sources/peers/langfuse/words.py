"""Where the fields of Langfuse's spans and scores are read, in words, and what to know about them."""

from tidegauge.schema.places import PLACES
from tidegauge.sources.peers.langfuse.spans import LangfuseSpans

_COLUMNS = {
    "trace_id": "trace_id",
    "span_id": "the observation’s id",
    "parent_span_id": "the parent observation’s id",
    "name": "name",
    "kind": "type",
    "start_time": "start_time",
    "duration_ms": "end_time − start_time",
    "time_to_first_token_ms": "completion_start_time − start_time",
    "status": "level",
    "session_id": "the trace’s session_id",
    "user_id": "the trace’s user_id",
    "environment": "environment",
    "model_version": "provided_model_name",
    "prompt_name": "prompt_name",
    "prompt_version": "prompt_version",
    "app_version": "release",
    "input_tokens": "usage_details: total − output",
    "output_tokens": "usage_details: output…",
    "cached_input_tokens": "usage_details: input_cached…, input_cache_read…, cache_read…",
    "reasoning_tokens": "usage_details: output_reasoning…",
    "cost_usd": "total_cost, else cost_details",
    "input_text": "input",
    "output_text": "output",
}
_LAST = {"error_type": "the beginning of status_message", "finish_reason": "model_parameters: finishReason"}
"""What is read where the attributes say nothing."""
_OWN_ALONE = {
    "environment",
    "input_tokens",
    "output_tokens",
    "cached_input_tokens",
    "reasoning_tokens",
    "cost_usd",
    "input_text",
    "output_text",
}
"""What is read from the columns of Langfuse and nowhere else."""
_TURN = "observation_id; for a trace or its root: the last model call, else the root, else the first span"
SIGNALS = {
    "span_id": _TURN,
    "kind": "string_value: a thumb that a user or a reviewer gave",
    "created_at": "timestamp",
}
SCORES = {
    "span_id": _TURN,
    "value": "value, of categories only for thumbs",
    "label": "string_value",
    "source": "source: EVAL is a judge, ANNOTATION a person; API a user by the score’s name, else code",
    "evaluator": "author_user_id, else config_id",
    "explanation": "comment",
    "created_at": "timestamp",
}
NOTES = (
    "Judges that Langfuse runs itself (environments langfuse-…) are left out.",
    "Prompts, score settings, annotation queues and prices are in Langfuse’s PostgreSQL, which is not read.",
    "What was said of a trace or of its root stands on the last model call of the trace, which answered.",
)


def read_from(spans: LangfuseSpans) -> dict[str, str]:
    """Return where each canonical field of a span is read."""
    own = {name: [column] for name, column in _COLUMNS.items()}
    found = {name: [*own.get(name, ()), *spans.keys(name)] for name in PLACES if name not in _OWN_ALONE}
    for name, column in _LAST.items():
        found[name].append(column)
    return {name: ", else ".join(places) for name, places in (own | found).items() if places}
