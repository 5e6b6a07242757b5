"""Messages of a model call as readable text: one `role: content` paragraph a message."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from tidegauge.sources.flatten import json_text
from tidegauge.sources.otlp_values import Attributes

_INDEXED = re.compile(r"llm\.(input|output)_messages\.(\d+)\.message\.(.+)")
INPUT = ("gen_ai.system_instructions", "gen_ai.input.messages")
OUTPUT = ("gen_ai.output.messages",)
PLAIN_INPUT = ("input.value", "gen_ai.prompt")
PLAIN_OUTPUT = ("output.value", "gen_ai.completion")


def input_text(attributes: Attributes) -> str | None:
    """Take what went into the model out of `attributes`."""
    return _text(attributes, INPUT, "input", PLAIN_INPUT)


def output_text(attributes: Attributes) -> str | None:
    """Take what came out of the model out of `attributes`."""
    return _text(attributes, OUTPUT, "output", PLAIN_OUTPUT)


def _text(attributes: Attributes, structured: Iterable[str], side: str, plain: Iterable[str]) -> str | None:
    parts = [readable(attributes.pop(key)) for key in structured if key in attributes]
    indexed = _indexed(attributes, side)
    values = [str(attributes.pop(key)) for key in plain if attributes.get(key) is not None]
    for found in (parts, [indexed] if indexed else [], values[:1]):
        if found:
            return "\n".join(found)
    return None


def readable(value: object) -> str:
    """Return messages, structured or as JSON text, as readable text.

    >>> readable('[{"role": "user", "parts": [{"type": "text", "content": "Hello"}]}]')
    'user: Hello'
    """
    if isinstance(value, str):
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError:
            return str(value)
    if not isinstance(value, list):
        return value if isinstance(value, str) else json_text(value)
    return "\n".join(_message(item) for item in value)


def _message(message: object) -> str:
    if not isinstance(message, Mapping):
        return str(message)
    if "role" not in message:
        return _part(message)
    parts = message.get("parts", message.get("content"))
    text = "\n".join(map(_part, parts)) if isinstance(parts, list) else str(parts or "")
    return f"{message['role']}: {text}"


def _part(part: Any) -> str:
    content = part.get("content", part.get("text")) if isinstance(part, Mapping) else part
    return content if isinstance(content, str) else json_text(part)


def _indexed(attributes: Attributes, side: str) -> str:
    """Read OpenInference's flattened messages: llm.input_messages.0.message.content and so on."""
    found: dict[int, dict[str, object]] = {}
    for key in [key for key in attributes if key.startswith(f"llm.{side}_messages.")]:
        if match := _INDEXED.fullmatch(key):
            found.setdefault(int(match[2]), {})[match[3]] = attributes.pop(key)
    return "\n".join(_indexed_message(found[index]) for index in sorted(found))


def _indexed_message(fields: dict[str, object]) -> str:
    role, content = fields.pop("role", "unknown"), fields.pop("content", None)
    rest = json_text(fields) if fields else ""
    return f"{role}: {' '.join(str(part) for part in (content, rest) if part)}"
