"""Which attributes of Phoenix's spans are looked for, are fields already, or are left out."""

MODEL = "llm.model_name"
PARAMETERS = "llm.invocation_parameters"
"""JSON as a text."""
LISTED_REASONS = "gen_ai.response.finish_reasons"
"""A list: of several answers, the first one's reason counts."""
STANDARD = frozenset(
    {
        "session.id",
        "user.id",
        "input.value",
        "output.value",
        "error.type",
        "llm.provider",
        "llm.model_name",
        "llm.request.model_name",
        "llm.response.model_name",
        "gen_ai.request.model",
        "gen_ai.response.model",
        "llm.finish_reason",
        "llm.token_count.prompt",
        "llm.token_count.completion",
        "llm.token_count.prompt_details.cache_read",
        "llm.token_count.completion_details.reasoning",
    }
)
"""Attributes of OpenInference's own: looked for even where a sample has none."""
TAKEN = frozenset({"openinference.span.kind", "input.mime_type", "output.mime_type", "llm.token_count.total"})
LEFT_OUT = (
    "llm.input_messages",
    "llm.output_messages",
    "llm.tools",
    "llm.prompt_template.template",
    "llm.prompt_template.variables",
    "gen_ai.input.messages",
    "gen_ai.output.messages",
    "gen_ai.system_instructions",
    "embedding.embeddings",
)
"""Texts that are in `input_text` and `output_text` already, or too long for a column of their own."""
