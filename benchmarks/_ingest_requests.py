"""The export requests of the ingest benchmark: traces of a support bot, as OpenInference instruments it."""

import random
import time
from collections.abc import Iterator
from itertools import accumulate

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span

_SYLLABLES = (
    "ta",
    "ri",
    "no",
    "ve",
    "lo",
    "ge",
    "sha",
    "mi",
    "ken",
    "dor",
    "us",
    "pe",
    "al",
    "qui",
    "wen",
    "for",
)
_WORDS = 4_000
_KINDS = ("AGENT", "RETRIEVER", "LLM", "TOOL", "LLM")
_MILLISECOND = 1_000_000
_APART = 200 * _MILLISECOND


def requests(spans: int, size: int, seed: int = 20) -> list[bytes]:
    """Return export requests in protobuf with `size` spans each, `spans` in all, which end now."""
    draws, words = random.Random(seed), _Words()  # noqa: S311  made data
    start = time.time_ns() - spans * _APART
    found = [_span(number, start, draws, words) for number in range(spans)]
    return [_request(found[first : first + size]) for first in range(0, spans, size)]


def _request(spans: list[Span]) -> bytes:
    request = ExportTraceServiceRequest()
    group = request.resource_spans.add()
    group.resource.attributes.extend(_pairs({"service.name": "support-bot", "service.version": "4.2.0"}))
    group.scope_spans.add(spans=spans).scope.name = "openinference.instrumentation"
    return request.SerializeToString()


class _Words:
    """Words as frequent as those of a language: Zipf's law, so that texts pack about as well as texts do."""

    def __init__(self) -> None:
        draws = random.Random(1)  # noqa: S311  made data
        self._words = ["".join(draws.choices(_SYLLABLES, k=draws.randrange(1, 5))) for _ in range(_WORDS)]
        self._sums = list(accumulate(1 / (rank + 2.7) for rank in range(_WORDS)))

    def text(self, draws: random.Random, count: int) -> str:
        """Return a text of `count` words."""
        return " ".join(draws.choices(self._words, cum_weights=self._sums, k=count))


def _span(number: int, start: int, draws: random.Random, words: _Words) -> Span:
    trace, place = divmod(number, len(_KINDS))
    kind, begin = _KINDS[place], start + number * _APART
    own = {"openinference.span.kind": kind, **_context(trace), **_content(kind, draws, words)}
    return Span(
        trace_id=_identity(trace, 16),
        span_id=_identity(number, 8),
        parent_span_id=_identity(trace * len(_KINDS), 8) if place else b"",
        name=kind.lower(),
        start_time_unix_nano=begin,
        end_time_unix_nano=begin + draws.randrange(20, 4_000) * _MILLISECOND,
        attributes=_pairs(own),
        status={"code": 2, "message": "rate limit"} if draws.random() < 0.03 else {"code": 1},
    )


def _identity(number: int, size: int) -> bytes:
    """Return an id that looks as random as ids are, so that no store packs it better than it would."""
    return random.Random(f"{size} {number}").randbytes(size)  # noqa: S311  made data


def _context(trace: int) -> dict[str, object]:
    places = ("BR", "DE", "US")
    metadata = f'{{"geo": "{places[trace % 3]}", "device": "ios", "app_version": "4.2.{trace % 5}"}}'
    return {"session.id": f"session-{trace // 3}", "user.id": f"user-{trace % 997}", "metadata": metadata}


def _content(kind: str, draws: random.Random, words: _Words) -> dict[str, object]:
    question, answer = words.text(draws, 40), words.text(draws, 70)
    plain: dict[str, object] = {"input.value": question, "output.value": answer}
    if kind != "LLM":
        return plain
    prompt, said = draws.randrange(50, 4_000), draws.randrange(5, 600)
    return plain | {
        "llm.provider": "openai",
        "llm.model_name": "gauge-1-0900",
        "llm.invocation_parameters": '{"model": "gauge-1", "temperature": 0.2}',
        "llm.input_messages.0.message.role": "system",
        "llm.input_messages.0.message.content": "You help people with their orders. Be brief and friendly.",
        "llm.input_messages.1.message.role": "user",
        "llm.input_messages.1.message.content": question,
        "llm.output_messages.0.message.role": "assistant",
        "llm.output_messages.0.message.content": answer,
        "llm.token_count.prompt": prompt,
        "llm.token_count.completion": said,
        "llm.token_count.total": prompt + said,
        "llm.finish_reason": "stop",
    }


def _pairs(values: dict[str, object]) -> Iterator[KeyValue]:
    for key, value in values.items():
        kind = "string_value" if isinstance(value, str) else "int_value"
        yield KeyValue(key=key, value=AnyValue(**{kind: value}))
