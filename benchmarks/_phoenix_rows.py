"""A Phoenix store of any size: the tables made by Phoenix itself, the rows by us, shaped like its own."""

import json
import random
import sqlite3
import subprocess
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

MODELS = {
    "gpt-4o-mini-2024-07-18": (0.15e-6, 0.6e-6),
    "gpt-4.1-mini-2025-04-14": (0.4e-6, 1.6e-6),
    "claude-sonnet-4-5-20250929": (3e-6, 15e-6),
}
START = datetime.fromisoformat("2026-10-01")
DAYS = 30
BATCH = 5_000
A_TRACE = 3
"""Spans of a trace: the turn, a search and a model call."""
_TABLES = "import sys; from phoenix.db.engines import create_engine; create_engine(sys.argv[1], migrate=True, log_migrations=False)"
_SPAN = (
    "INSERT INTO spans (id, trace_rowid, span_id, parent_id, name, span_kind, start_time, end_time, attributes, events, "
    "status_code, status_message, cumulative_error_count, cumulative_llm_token_count_prompt, "
    "cumulative_llm_token_count_completion, llm_token_count_prompt, llm_token_count_completion) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_TRACE = "INSERT INTO traces (id, project_rowid, trace_id, start_time, end_time) VALUES (?, ?, ?, ?, ?)"
_COST = (
    "INSERT INTO span_costs (span_rowid, trace_rowid, model_id, span_start_time, total_cost, total_tokens, prompt_cost, "
    "prompt_tokens, completion_cost, completion_tokens) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
Row = tuple[object, ...]


def phoenix_store(path: Path, spans: int, interpreter: str) -> None:
    """Write a store of `spans` spans to `path`. `interpreter` is the Python in which Phoenix is installed."""
    subprocess.run(
        [interpreter, "-W", "ignore", "-c", _TABLES, f"sqlite:///{path}"], check=True, capture_output=True
    )
    draw = random.Random(7)  # noqa: S311  made data
    with closing(sqlite3.connect(path)) as own:
        own.execute("PRAGMA synchronous = OFF")
        own.execute("INSERT INTO projects (id, name) VALUES (100, 'shop')")
        traces = spans // A_TRACE
        for begun in range(1, traces + 1, BATCH):
            made = [_trace(draw, trace, traces) for trace in range(begun, min(begun + BATCH, traces + 1))]
            own.executemany(_TRACE, (trace for trace, _, _ in made))
            own.executemany(_SPAN, (span for _, own_spans, _ in made for span in own_spans))
            own.executemany(_COST, (cost for _, _, cost in made if cost))
        own.commit()
        own.execute("ANALYZE")
        own.commit()


def _trace(draw: random.Random, trace: int, traces: int) -> tuple[Row, list[Row], Row | None]:
    began = START + timedelta(seconds=DAYS * 86_400 * (trace - 1) / traces)
    model, failed = draw.choice(list(MODELS)), draw.random() < 0.04
    took = timedelta(milliseconds=draw.lognormvariate(6.8, 0.6))
    tokens = (
        (0, 0) if failed else (int(draw.lognormvariate(6, 0.7)) + 1, int(draw.lognormvariate(5, 0.8)) + 1)
    )
    ended = began + timedelta(milliseconds=40) + took
    first = trace * A_TRACE
    root, search, call = (f"{first + place:016x}" for place in range(A_TRACE))
    said = _said(draw, trace)
    status = ("ERROR", "RateLimitError: 429") if failed else ("OK", "")
    thrown = [{"name": "exception", "attributes": {"exception.type": "RateLimitError"}}] if failed else []
    late = began + timedelta(milliseconds=30)
    spans = [
        _span(first, trace, root, None, "turn", "CHAIN", began, ended, said, [], status, tokens),
        _span(
            first + 1,
            trace,
            search,
            root,
            "search",
            "RETRIEVER",
            began,
            late,
            said | _FOUND,
            [],
            ("OK", ""),
            (0, 0),
        ),
        _span(
            first + 2,
            trace,
            call,
            root,
            "chat",
            "LLM",
            late,
            late + took,
            said | _called(model, tokens),
            thrown,
            status,
            tokens,
        ),
    ]
    price = MODELS[model]
    paid = [count * rate for count, rate in zip(tokens, price, strict=True)]
    cost = (
        first + 2,
        trace,
        None,
        _text(late),
        sum(paid),
        sum(tokens),
        paid[0],
        tokens[0],
        paid[1],
        tokens[1],
    )
    return (trace, 100, f"{trace:032x}", _text(began), _text(ended)), spans, None if failed else cost


def _span(
    number: int, trace: int, name: str, parent: str | None, called: str, kind: str, began: datetime, ended: datetime,
    attributes: dict[str, object], events: list[object], status: tuple[str, str], tokens: tuple[int, int],
) -> Row:  # fmt: skip
    own = tokens if kind == "LLM" else (None, None)
    texts = (json.dumps(attributes), json.dumps(events))
    return (
        number, trace, name, parent, called, kind, _text(began), _text(ended), *texts, *status,
        int(status[0] == "ERROR"), *tokens, *own,
    )  # fmt: skip


def _said(draw: random.Random, trace: int) -> dict[str, object]:
    return {
        "metadata": {
            "geo": draw.choice(["BR", "DE", "IN", "US"]),
            "device": draw.choice(["ios", "web"]),
            "app_version": "3.5.0",
            "trace_no": trace,
        },
        "session": {"id": f"sess-{trace // 4}"},
        "user": {"id": f"user-{trace % 5_000}"},
        "input": {"value": f"Where is my order {trace}? {_WORDS[: draw.randint(20, 300)]}"},
        "output": {"value": f"Answer {trace}. {_WORDS[: draw.randint(20, 400)]}"},
    }


def _called(model: str, tokens: tuple[int, int]) -> dict[str, object]:
    counted = {"prompt": tokens[0], "completion": tokens[1], "total": sum(tokens)} if sum(tokens) else {}
    return {
        "llm": {
            "model_name": model,
            "provider": "openai",
            "finish_reason": "stop",
            "token_count": counted,
            "invocation_parameters": '{"temperature": 0.2}',
            "input_messages": [{"message": {"role": "system", "content": _WORDS}}],
        },
        "openinference": {"span": {"kind": "LLM"}},
    }


def _text(moment: datetime) -> str:
    return moment.isoformat(" ", "microseconds")


_WORDS = "The parcel left the warehouse and should reach you within three working days. " * 6
_FOUND: dict[str, object] = {
    "retrieval": {"documents": [{"document": {"id": f"doc-{number}", "score": 0.7}} for number in range(4)]}
}
