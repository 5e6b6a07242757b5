"""A lake in which every text is hostile: markup, Markdown, directives, terminal codes, SQL, a megabyte, NULs."""

from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from tidegauge.stores.lake.columns import attribute_name
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import LakeWriter

END = datetime(2026, 11, 20, 12)
CALLS = 600
SCRIPT = "<script>window.hacked=1</script>"
IMAGE = "<img src=x onerror=window.hacked=2>"
MARKDOWN = "![i](http://evil.test/?d) [click](javascript:window.hacked=3)"
DIRECTIVES = ":red[x] :material/home: $x^2$ **bold** `code` {{7*7}} {b} {@row}"
LINK = '<a href="http://evil.test/">a</a><iframe src="http://evil.test/"></iframe>'
TERMINAL = "\x1b[31mred\x1b]0;title\x07 a\x00b"
SQL = "'; DROP TABLE spans; --"
WRITING = '🌊👩‍👩‍👧 مرحبا \u202etxt.exe, "quoted", 50%\nsecond = line'
TEXTS = (SCRIPT, IMAGE, MARKDOWN, DIRECTIVES, LINK, TERMINAL, SQL, WRITING)
ALL = " ".join(TEXTS)
MEGABYTE = SCRIPT + MARKDOWN + "m" * 1_000_000
KEYS = tuple(attribute_name(text, (), (), ()) for text in TEXTS)
TRACE, SPAN, FAILED = f"{SQL}{SCRIPT}&%2F#", f"call {MARKDOWN}", f"check {IMAGE}"


def week() -> pl.DataFrame:
    """Return the model calls of the last seven days, which end with the hour of the newest one, as they are written."""
    written = pl.concat([calls(), story().filter(pl.col("kind") == "model")], how="diagonal")
    return written.filter(pl.col("start_time") >= END + timedelta(hours=1) - timedelta(days=7))


def calls() -> pl.DataFrame:
    """Two weeks of calls; in the last one those with the hostile `geo` fail and lose their `app_version`."""
    number = pl.int_range(CALLS, eager=True).alias("i").to_frame()
    late, hostile = pl.col("i") < CALLS // 2, pl.col("i") % 2 == 0
    fails = late & (pl.col("i") % 4 == 0)
    told = number.select(
        trace_id=pl.format("t{}", "i"),
        span_id=pl.format("s{}", "i"),
        name=pl.lit(SCRIPT),
        kind=pl.lit("model"),
        start_time=pl.lit(END).cast(pl.Datetime("us")) - pl.duration(minutes=pl.col("i") * 33),
        duration_ms=100.0 + pl.col("i"),
        status=pl.when(fails).then(pl.lit("error")).otherwise(pl.lit("ok")),
        error_type=pl.when(fails).then(pl.lit(ALL)),
        finish_reason=pl.lit(MARKDOWN),
        session_id=pl.lit(SQL),
        feature=pl.when(pl.col("i") == 7).then(pl.lit(MEGABYTE)).otherwise(pl.lit(DIRECTIVES)),
        geo=pl.when(hostile).then(pl.lit(MARKDOWN + SCRIPT)).otherwise(pl.lit("DE")),
        device=pl.lit("web"),
        app_version=pl.when((late & hostile).not_()).then(pl.lit(IMAGE)),
        input_text=pl.lit(ALL),
        output_text=pl.lit(WRITING),
        gone=pl.when(late.not_()).then(pl.lit("x")),
        size=pl.col("i").cast(pl.Float64),
    )
    values = pl.Series([TEXTS[place % len(TEXTS)] for place in range(CALLS)])
    return told.with_columns(values.alias(key) for key in KEYS).rename(
        {"gone": f"gone {MARKDOWN}", "size": f"size {MARKDOWN}"}
    )


def story() -> pl.DataFrame:
    """One trace with a name, an error and a text for every place of its page, newest of all."""
    spans = [
        ("root", None, f"agent {SCRIPT}", "agent", "error"),
        ("docs", "root", DIRECTIVES, LINK, "ok"),
        (SPAN, "root", f"generate {MARKDOWN}", "model", "ok"),
        (FAILED, "root", f"check {IMAGE}", "check", "error"),
    ]
    rows = [
        {"span_id": span_id, "parent_span_id": parent, "name": name, "kind": kind, "status": status}
        for span_id, parent, name, kind, status in spans
    ]
    at = [END + timedelta(milliseconds=place) for place in range(len(rows))]
    shared = {"trace_id": TRACE, "session_id": SQL, "geo": "DE", "error_type": ALL, "input_text": ALL}
    told = pl.DataFrame(rows).with_columns(pl.lit(value).alias(name) for name, value in shared.items())
    return told.with_columns(
        pl.Series("start_time", at, dtype=pl.Datetime("us")),
        *(pl.lit(text).alias(key) for key, text in zip(KEYS, TEXTS, strict=True)),
        duration_ms=5.0,
        output_text=pl.lit(ALL + MEGABYTE),
    )


def said() -> dict[str, pl.DataFrame]:
    at = {"created_at": pl.Series([END] * 2, dtype=pl.Datetime("us"))}
    score = {"span_id": SPAN, "trace_id": TRACE, "name": [SCRIPT, MARKDOWN], "value": 1.0, "label": ALL}
    return {
        "scores": pl.DataFrame(
            {**score, "source": "judge", "evaluator": DIRECTIVES, "explanation": ALL, **at}
        ),
        "signals": pl.DataFrame({"span_id": [SPAN, None], "session_id": SQL, "kind": MARKDOWN, **at}),
        "outcomes": pl.DataFrame({"span_id": SPAN, "name": [IMAGE, LINK], "value": 1.0, **at}),
        "changes": pl.DataFrame(
            {
                "at": pl.Series([END - timedelta(days=2), END - timedelta(days=4)], dtype=pl.Datetime("us")),
                "kind": ["deploy", "note"],
                **dict.fromkeys(("component", "from_version", "to_version", "scope", "note"), ALL),
            }
        ),
    }


def write(folder: Path) -> None:
    """Write 600 calls, one trace of four spans, what was said of them, and a row that an import could not use."""
    bad = {"file": ALL, "row": 1, "line": 1, "column": SCRIPT, "value": ALL, "rule": MARKDOWN, "record": ALL}
    with LakeWriter(folder) as writer:
        for table, frame in {"spans": pl.concat([calls(), story()], how="diagonal"), **said()}.items():
            writer.append(table, frame)
        writer.quarantine.append([bad])
        writer.commit(ImportRecord("hostile", ALL, END, read=CALLS + 5, quarantined=1))
