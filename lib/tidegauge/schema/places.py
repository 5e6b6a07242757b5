"""Where a span's canonical fields are looked for among its attributes, in order: the first that is recorded counts.

`metadata.` are keys of one's own in OpenInference's and Langfuse's metadata, `resource.` what sent the span. A store
adds the places that only it has. `[dimensions.<field>] from = [...]` in the settings takes the place of a list.
"""


def _own(*keys: str) -> tuple[str, ...]:
    """Return keys that people choose themselves, each as an attribute and in the metadata."""
    return tuple(place for key in keys for place in (key, f"metadata.{key}"))


def _resource(*keys: str) -> tuple[str, ...]:
    """Return standard keys that may stand on the span or on what sent it."""
    return (*keys, *(f"resource.{key}" for key in keys))


PLACES: dict[str, tuple[str, ...]] = {
    "session_id": ("session.id", "gen_ai.conversation.id", *_own("session_id")),
    "user_id": ("user.id", "enduser.id", *_own("user_id")),
    "environment": (
        *_resource("deployment.environment.name", "deployment.environment"),
        *_own("environment", "env"),
    ),
    "feature": (*_own("feature"), "app.feature", "gen_ai.agent.name"),
    "provider": ("gen_ai.provider.name", "gen_ai.system", "llm.provider", "llm.system"),
    "model_requested": ("llm.request.model_name", "gen_ai.request.model", "llm.model_name"),
    "model_version": ("llm.response.model_name", "gen_ai.response.model", "llm.model_name"),
    "prompt_name": ("gen_ai.prompt.name", "llm.prompt_template.name", *_own("prompt_name")),
    "prompt_version": ("gen_ai.prompt.version", "llm.prompt_template.version", *_own("prompt_version")),
    "index_version": (*_own("index_version"), "app.index.version"),
    "app_version": (*_own("app_version"), "app.version", *_own("release"), *_resource("service.version")),
    "geo": (
        *_own("geo", "country", "region"),
        "app.geo",
        *_resource("geo.country.iso_code", "geo.region.iso_code"),
        "resource.cloud.region",
    ),
    "device": (
        *_own("device", "platform"),
        "app.device",
        *_resource("device.type", "device.model.name", "device.model.identifier"),
    ),
    "source": (*_own("source", "channel"), "app.source"),
    "language": (*_own("language", "locale"), "app.language"),
    "query_category": (*_own("query_category"), "app.query_category"),
    "variant": (*_own("variant"), "app.variant"),
    "decision": (*_own("decision"), "app.decision"),
    "finish_reason": ("llm.finish_reason", "gen_ai.response.finish_reasons", *_own("finish_reason")),
    "error_type": ("error.type",),
    "input_tokens": ("llm.token_count.prompt", "gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"),
    "output_tokens": (
        "llm.token_count.completion",
        "gen_ai.usage.output_tokens",
        "gen_ai.usage.completion_tokens",
    ),
    "cached_input_tokens": (
        "llm.token_count.prompt_details.cache_read",
        "gen_ai.usage.cache_read.input_tokens",
        "gen_ai.usage.cache_read_input_tokens",
    ),
    "reasoning_tokens": (
        "llm.token_count.completion_details.reasoning",
        "gen_ai.usage.reasoning.output_tokens",
    ),
    "cost_usd": ("gen_ai.usage.cost", "llm.cost.total"),
    "input_text": ("input.value", "gen_ai.input.messages", "gen_ai.prompt"),
    "output_text": ("output.value", "gen_ai.output.messages", "gen_ai.completion"),
}
