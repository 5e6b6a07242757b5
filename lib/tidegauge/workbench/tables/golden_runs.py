"""Golden runs: a frozen set run against a candidate, every answer, and how each was marked."""

import sqlalchemy as sa

from tidegauge.workbench.tables._metadata import METADATA

GOLDEN_RUNS = sa.Table(
    "golden_runs",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("golden_set", sa.Integer, sa.ForeignKey("golden_sets.id"), nullable=False, index=True),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("target", sa.Text, nullable=False),
    sa.Column("recipe", sa.Text, nullable=False),
    sa.Column("temperature", sa.Float, nullable=True),
    sa.Column("checks", sa.Text, nullable=False),
    sa.Column("rules", sa.Text, nullable=False),
    sa.Column("first", sa.Integer, nullable=False),
    sa.Column("repeats", sa.Integer, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("ended_at", sa.DateTime, nullable=True),
    sa.Column("spent", sa.BigInteger, nullable=False),
    sa.Column("reserved", sa.BigInteger, nullable=False),
)
"""The runs. `recipe` is the SHA-256 of all that an answer depends on beside its item; `rules` that of the checks. `first` is the
number of its first repeat: one that asks again counts on. `spent` and `reserved` are billionths of a US dollar."""

GOLDEN_ANSWERS = sa.Table(
    "golden_answers",
    METADATA,
    sa.Column("recipe", sa.Text, primary_key=True),
    sa.Column("item", sa.Text, primary_key=True),
    sa.Column("repeat", sa.Integer, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("input_tokens", sa.Integer, nullable=True),
    sa.Column("output_tokens", sa.Integer, nullable=True),
    sa.Column("seconds", sa.Float, nullable=True),
)
"""What was asked, by whom, and what came back: once for each recipe, item (its SHA-256) and repeat, whichever run needs it.
`state` is asked, answered or refused; `why` says why there is no answer."""

GOLDEN_MARKS = sa.Table(
    "golden_marks",
    METADATA,
    sa.Column("run", sa.Integer, sa.ForeignKey("golden_runs.id"), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("repeat", sa.Integer, primary_key=True),
    sa.Column("passed", sa.Boolean, nullable=False),
    sa.Column("checks", sa.Text, nullable=False),
)
"""How an answer of a run fared: whether it passes every check, and each check as JSON. `repeat` is counted from 1."""
