"""The two encodings of OTLP/HTTP: protobuf, and JSON with ids in hexadecimal."""

import binascii
from base64 import b64encode
from collections.abc import Iterator
from enum import Enum
from typing import Any, TypeVar

import orjson
from google.protobuf.json_format import MessageToJson, ParseDict, ParseError
from google.protobuf.message import DecodeError, Message

from tidegauge.collect.refusal import INVALID_ARGUMENT, RefusedError, undecodable

_IDS = ("traceId", "spanId", "parentSpanId")
Received = TypeVar("Received", bound=Message)


class Encoding(Enum):
    """How a request is written, and so its answer. The value is the media type."""

    PROTOBUF = "application/x-protobuf"
    JSON = "application/json"

    def encode(self, message: Message) -> bytes:
        """Return a message as it goes over the wire."""
        return (
            message.SerializeToString()
            if self is Encoding.PROTOBUF
            else MessageToJson(message, indent=None).encode()
        )

    def decode(self, body: bytes, message: Received) -> Received:
        """Return the message that a body is, read into `message`. Raises RefusedError 400."""
        try:
            if self is Encoding.PROTOBUF:
                message.ParseFromString(body)
                return message
            return ParseDict(_with_protobuf_ids(orjson.loads(body)), message, ignore_unknown_fields=True)
        except DecodeError:
            raise undecodable("it is not an OTLP export request in protobuf.") from None
        except (ParseError, orjson.JSONDecodeError) as error:
            raise undecodable(f"it is not an OTLP export request in JSON ({str(error)[:200]}).") from None


def encoding_of(media_type: str) -> Encoding:
    """Return the encoding that a content type names. Raises RefusedError 415.

    >>> encoding_of("application/json; charset=utf-8").name
    'JSON'
    """
    try:
        return Encoding(media_type.partition(";")[0].strip().lower())
    except ValueError:
        known = " and ".join(encoding.value for encoding in Encoding)
        raise RefusedError(
            415, INVALID_ARGUMENT, f"“{media_type[:100]}” is not a known content type. There are: {known}."
        ) from None


def _with_protobuf_ids(request: Any) -> Any:
    """Write ids in base64, as protobuf's own JSON has them: OTLP has them in hexadecimal."""
    if not isinstance(request, dict):
        raise ParseError("an object was expected")
    for bearer in _bearers_of_ids(request):
        for name in _IDS:
            if isinstance(text := bearer.get(name), str):
                bearer[name] = _base64_of_hex(text)
    return request


def _bearers_of_ids(request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for group in (*_objects(request, "resourceSpans"), *_objects(request, "resourceLogs")):
        for scope in (*_objects(group, "scopeSpans"), *_objects(group, "scopeLogs")):
            yield from _objects(scope, "logRecords")
            for span in _objects(scope, "spans"):
                yield span
                yield from _objects(span, "links")


def _objects(bearer: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    found = bearer.get(name)
    return (item for item in (found if isinstance(found, list) else ()) if isinstance(item, dict))


def _base64_of_hex(text: str) -> str:
    """Return no id for what is none: the span is then rejected by name, and the others are kept."""
    try:
        return b64encode(binascii.unhexlify(text)).decode()
    except ValueError:
        return ""
