"""Where the canonical fields of a span stand in OTLP: `gen_ai.*` first, then OpenInference and older spellings."""

TEXT_FIELDS: dict[str, tuple[str, ...]] = {
    "session_id": ("gen_ai.conversation.id", "session.id"),
    "user_id": ("user.id", "enduser.id"),
    "environment": ("deployment.environment.name", "deployment.environment"),
    "feature": ("feature", "app.feature", "gen_ai.agent.name"),
    "provider": ("gen_ai.provider.name", "gen_ai.system", "llm.provider", "llm.system"),
    "model_requested": ("gen_ai.request.model", "llm.request.model_name", "llm.model_name"),
    "model_version": ("gen_ai.response.model", "llm.response.model_name", "llm.model_name"),
    "prompt_name": ("gen_ai.prompt.name", "llm.prompt_template.name", "prompt_name"),
    "prompt_version": ("gen_ai.prompt.version", "llm.prompt_template.version", "prompt_version"),
    "index_version": ("index_version", "app.index.version"),
    "app_version": ("app.version", "app_version", "service.version"),
    "geo": ("geo.country.iso_code", "geo.region.iso_code", "geo"),
    "device": ("app.device", "device", "device.type", "device.model.name", "device.model.identifier"),
    "source": ("source", "app.source"),
    "language": ("language", "app.language"),
    "query_category": ("query_category", "app.query_category"),
    "variant": ("variant", "app.variant"),
    "decision": ("decision", "app.decision"),
}
NUMBER_FIELDS: dict[str, tuple[str, ...]] = {
    "input_tokens": ("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.token_count.prompt"),
    "output_tokens": (
        "gen_ai.usage.output_tokens",
        "gen_ai.usage.completion_tokens",
        "llm.token_count.completion",
    ),
    "cached_input_tokens": (
        "gen_ai.usage.cache_read.input_tokens",
        "gen_ai.usage.cache_read_input_tokens",
        "llm.token_count.prompt_details.cache_read",
    ),
    "reasoning_tokens": (
        "gen_ai.usage.reasoning.output_tokens",
        "llm.token_count.completion_details.reasoning",
    ),
    "cost_usd": ("gen_ai.usage.cost", "llm.cost.total"),
}
FINISH_REASON = ("gen_ai.response.finish_reasons", "llm.finish_reason")
FIRST_TOKEN_SECONDS = ("gen_ai.response.time_to_first_chunk",)
MODEL = ("gen_ai.request.model", "gen_ai.response.model", "llm.model_name")
"""Keys that tell a model call where neither the operation nor the kind of the span is given."""

REQUESTED = ("gen_ai.request.model", "llm.request.model_name")
PARAMETERS = "llm.invocation_parameters"
"""JSON text. OpenInference's own instrumentations name the model asked for there only; a failed call has no other."""

OPERATION = "gen_ai.operation.name"
SPAN_KIND = "openinference.span.kind"
SHARED = {"llm.model_name", "gen_ai.agent.name"}
"""Keys that more than one field may read, or that say more than the field: they stay as attributes."""

RENAMED = {"service.name": "service_name"}

OPERATION_KINDS = {
    "chat": "model",
    "generate_content": "model",
    "text_completion": "model",
    "embeddings": "embedding",
    "retrieval": "retriever",
    "execute_tool": "tool",
    "invoke_agent": "agent",
    "create_agent": "agent",
    "invoke_workflow": "chain",
    "plan": "chain",
}
OPENINFERENCE_KINDS = {
    "llm": "model",
    "embedding": "embedding",
    "retriever": "retriever",
    "reranker": "retriever",
    "tool": "tool",
    "agent": "agent",
    "chain": "chain",
    "guardrail": "check",
    "evaluator": "check",
}
