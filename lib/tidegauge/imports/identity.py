"""Ids for spans that came without: the same file gives the same ids, so a second import finds its rows there."""

import polars as pl


def with_identity(frame: pl.DataFrame, rows: pl.Series, digest: str) -> pl.DataFrame:
    """Return canonical span columns with every span and trace named.

    A missing span id is made of the file's digest and the row number; a span without a trace is its own trace.
    A span of a table is a model call unless a column says otherwise.
    """
    made = pl.concat_str(pl.lit(digest[:16]), pl.lit("-"), rows.cast(pl.String))
    span_id = pl.coalesce(_given(frame, "span_id"), made)
    named = frame.with_columns(span_id.alias("span_id"))
    return named.with_columns(
        pl.coalesce(_given(frame, "trace_id"), pl.col("span_id")).alias("trace_id"),
        pl.coalesce(_given(frame, "kind"), pl.lit("model")).alias("kind"),
    )


def _given(frame: pl.DataFrame, name: str) -> pl.Expr:
    if name not in frame.columns:
        return pl.lit(None, dtype=pl.String)
    return pl.when(pl.col(name) != "").then(pl.col(name))
