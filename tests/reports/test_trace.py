"""One trace: tree, sentence, neighbours. The story is that of reference/screens/trace.png."""

from datetime import datetime, timedelta

import polars as pl
import pytest

from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.reports.export import to_json
from tidegauge.reports.trace import table, trace
from tidegauge.reports.traces import listed

AT = datetime(2026, 11, 17, 14, 31, 8)
DAY = TraceFilter(Population(Window(datetime(2026, 11, 17), datetime(2026, 11, 18))))
HOSTILE = "<script>x</script> ![x](http://evil.test) \x1b[31mred\x00 '; DROP TABLE spans; -- \u202e 👩‍👩‍👧"
TEXT = (
    "trace_id",
    "span_id",
    "parent_span_id",
    "name",
    "kind",
    "status",
    "error_type",
    "session_id",
    "input_text",
)


def span(trace_id, span_id, parent, name, kind, start, duration, status="ok", **more):
    at = AT + timedelta(milliseconds=start)
    own = {"trace_id": trace_id, "span_id": span_id, "parent_span_id": parent, "name": name, "kind": kind}
    return {**own, "start_time": at, "duration_ms": duration, "status": status, **more}


def frame(*rows) -> pl.DataFrame:
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(
        pl.col("start_time").cast(pl.Datetime("us"))
    )


STORY = (
    span("T", "root", None, "answer_order_question", "agent", 0, 3900.0, "error", session_id="S", geo="BR"),
    span(
        "T", "docs", "root", "retrieve_orders", "retriever", 40, 310.0, documents='["a", "b", "c", "d", "e"]'
    ),
    span(
        "T",
        "call",
        "root",
        "generate",
        "model",
        660,
        1410.0,
        input_tokens=1500,
        output_tokens=404,
        cost_usd=0.01,
    ),
    span("T", "check", "root", "check_json", "check", 2075, 6.0, "error", error_type="decimal comma"),
    span(
        "T", "again", "root", "generate, retry 1", "model", 2090, 1720.0, output_text="{", input_tokens=2278
    ),
    span("T", "recheck", "root", "check_json", "check", 3800, 6.0, "error", error_type="decimal comma"),
    span(
        "U",
        "u",
        None,
        "generate",
        "model",
        -60_000,
        900.0,
        session_id="S",
        input_text="onde está meu pedido?",
    ),
    span("V", "v", "lost", "generate", "model", 90_000, 700.0, session_id="other"),
)


@pytest.fixture
def source(source_of):
    scores = {
        "span_id": ["again", "u"],
        "name": ["correctness"] * 2,
        "value": [4.0, 1.0],
        "created_at": [AT] * 2,
    }
    signals = {"span_id": ["again", None], "session_id": [None, "S"], "kind": ["thumbs_down", "abandoned"]}
    outcomes = {"span_id": ["call"], "name": ["reopened"], "value": [1.0], "created_at": [AT]}
    return source_of(
        spans=frame(*STORY),
        scores=pl.DataFrame(scores | {"source": ["judge"] * 2, "explanation": ["order and date match"] * 2}),
        signals=pl.DataFrame(signals | {"created_at": [AT] * 2}),
        outcomes=pl.DataFrame(outcomes),
    )


def test_the_story_in_one_sentence_with_its_facts(source):
    report = trace(source, "T", now=datetime(2026, 11, 21))
    assert report.findings[0].sentence == (
        "The model answered in 1.4 s; check_json rejected it (decimal comma) and one retry failed the same way."
    )
    assert report.findings[0].details == (
        "Tue 17 Nov 14:31",
        "BR",
        "6 spans",
        "3.9 s",
        "4,182 tokens",
        "$0.010",
        "session with 2 traces",
    )
    assert report.failed
    assert not report.rootless


def test_the_tree_is_depth_first_with_one_fact_each(source):
    rows = trace(source, "T").spans
    assert [(row.name, row.depth, row.start_ms, row.fact) for row in rows] == [
        ("answer_order_question", 0, 0.0, "failed"),
        ("retrieve_orders", 1, 40.0, "5 documents"),
        ("generate", 1, 660.0, "1,904 tokens"),
        ("check_json", 1, 2075.0, "decimal comma"),
        ("generate, retry 1", 1, 2090.0, "2,278 tokens"),
        ("check_json", 1, 3800.0, "decimal comma"),
    ]


def test_what_was_checked_is_selected_unless_a_span_is_asked_for(source):
    assert trace(source, "T").selected.span_id == "again"
    chosen = trace(source, "T", span_id="docs").selected
    assert (chosen.span_id, chosen.attributes["documents"]) == ("docs", '["a", "b", "c", "d", "e"]')
    assert "output_text" not in chosen.attributes


def test_scores_signals_and_outcomes_of_this_trace_only(source):
    said = trace(source, "T").said
    assert [(one.table, one.what, one.value, one.why) for one in said] == [
        ("scores", "correctness", 4.0, "order and date match"),
        ("signals", "abandoned", None, "about the session"),
        ("signals", "thumbs_down", None, None),
        ("outcomes", "reopened", 1.0, None),
    ]


def test_session_neighbours_in_order_of_time(source):
    neighbours = trace(source, "T").session
    assert [(one.trace_id, one.first_line, one.failed, one.duration_ms, one.this) for one in neighbours] == [
        ("U", "onde está meu pedido?", False, 900.0, False),
        ("T", None, True, 3900.0, True),
    ]
    assert trace(source, "V").session[0].this


def test_previous_and_next_walk_along_the_list(source):
    newest = trace(source, "T", listing=listed(DAY, "newest", "all", None))
    assert (newest.previous.trace_id, newest.next.trace_id) == ("V", "U")
    oldest = trace(source, "T", span_id="call", listing=listed(DAY, "oldest", "all", None))
    assert (oldest.previous.trace_id, oldest.next.trace_id) == ("U", "V")
    assert trace(source, "V", listing=listed(DAY, "newest", "all", None)).previous is None
    by_score = trace(source, "U", listing=listed(DAY, "score", "all", None))
    assert (by_score.previous, by_score.next.trace_id) == (None, "T")


def test_similar_failures_are_a_link_with_filters(source):
    link = trace(source, "T").similar
    assert link.page == "traces"
    assert link.params == {"where": ("status = error", "error_type = decimal comma"), "grain": "span"}
    assert trace(source, "U").similar is None


def test_a_lost_root_is_said_and_its_children_shown(source):
    report = trace(source, "V")
    assert report.rootless
    assert [(row.span_id, row.name, row.depth) for row in report.spans] == [
        (None, "root not recorded", 0),
        ("v", "generate", 1),
    ]


def test_a_trace_that_is_not_there_is_said_and_raises_nothing(source):
    report = trace(source, "'; DROP TABLE spans; --")
    assert (report.found, report.spans, report.selected) == (False, (), None)
    assert "There is no trace" in report.findings[0].sentence


def test_many_siblings_of_one_name_become_one_row(source_of):
    calls = [
        span("T", f"l{n}", "root", "lookup", "tool", n, 200.0 + n % 2, "error" if n == 7 else "ok")
        for n in range(205)
    ]
    source = source_of(spans=frame(STORY[0], STORY[2], *calls))
    rows = trace(source, "T").spans
    assert [(row.name, row.members) for row in rows] == [
        ("answer_order_question", 1),
        ("lookup ×205, 41 s", 205),
        ("generate", 1),
    ]
    assert (rows[1].fact, rows[1].failed, rows[1].duration_ms) == ("1 failed", True, 41_102.0)
    assert len(trace(source, "T", expand="lookup").spans) == 207


@pytest.mark.parametrize(
    "rows",
    [
        [span("T", "a", "b", "x", "tool", 0, 1.0), span("T", "b", "a", "y", "tool", 1, 1.0)],
        [span("T", "a", "a", "x", "tool", 0, 1.0)],
        [span("T", "a", None, "x", "tool", 0, 1.0), span("T", "b", "gone", "y", "tool", 1, 1.0)],
        [span("T", f"s{n}", f"s{n - 1}" if n else None, "deep", "tool", n, 1.0) for n in range(3000)],
    ],
    ids=["circle", "its own parent", "orphan beside a root", "3,000 deep"],
)
def test_every_span_is_shown_once_whatever_its_parents_are(source_of, rows):
    shown = [row.span_id for row in trace(source_of(spans=frame(*rows)), "T").spans if row.span_id]
    assert sorted(shown) == sorted(row["span_id"] for row in rows)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([span("T", "a", None, "g", "model", 0, 1410.0)], "The model answered in 1.4 s."),
        ([span("T", "a", None, "g", "model", 0, None)], "The model answered."),
        (
            [span("T", "a", None, "g", "model", 0, 900.0), span("T", "b", "a", "h", "model", 1, 1100.0)],
            "The model answered 2 times, 2.0 s in all; none of 2 spans failed.",
        ),
        ([span("T", "a", None, "look", "tool", 0, 41_000.0)], "Look ended in 41 s."),
        (
            [
                span("T", "a", None, "g", "model", 0, 3000.0, "error", error_type="timeout"),
                span("T", "b", None, "g", "model", 3000, 1200.0),
            ],
            "The model failed after 3.0 s (timeout); a later call answered in 1.2 s.",
        ),
        ([span("T", "a", None, "g", "model", 0, None, None, input_text="\n hi\nyou")], "“hi”"),
        ([span("T", "a", None, "g", "model", 0, None, None)], "1 span, without a status."),
    ],
)
def test_sentences_by_fixed_rules(source_of, rows, sentence):
    assert trace(source_of(spans=frame(*rows)), "T").findings[0].sentence == sentence


def test_hostile_text_and_broken_clocks_break_nothing(source_of):
    texts = dict.fromkeys(
        ("name", "error_type", "session_id", "input_text", "output_text", "feature"), HOSTILE
    )
    row = span(HOSTILE, HOSTILE, None, HOSTILE, "model", 0, 9e17, "error") | texts
    row |= {HOSTILE: HOSTILE, "big": "x" * 1_000_000}
    other = span("T", "t", None, "n", "model", 5, float("-inf"), "ok", session_id=HOSTILE)
    source = source_of(spans=frame(row, other))
    report = trace(source, HOSTILE, listing=listed(DAY, "newest", "all", HOSTILE))
    assert report.selected.input_text == HOSTILE
    assert report.selected.attributes["big"] == "x" * 1_000_000
    assert not any(sign in report.findings[0].sentence for sign in "\x00\x1b\u202e")
    assert not any(sign in row.name + row.fact for row in report.spans for sign in "\x00\x1b\u202e")
    assert "DROP TABLE" in to_json(report)
    assert table(report).height == 1
    assert len(trace(source, "T").session) == 2
