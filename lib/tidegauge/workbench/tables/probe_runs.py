"""Probes: every run of a suite against a target, every answer, what each look at them found, and new references."""

import sqlalchemy as sa

from tidegauge.workbench.tables._metadata import METADATA

PROBE_RUNS = sa.Table(
    "probe_runs",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("target", sa.Text, nullable=False),
    sa.Column("series", sa.Text, nullable=False),
    sa.Column("suite", sa.Text, nullable=False),
    sa.Column("model", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("questions", sa.Integer, nullable=False),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("ended_at", sa.DateTime, nullable=True),
    sa.Column("problem", sa.Text, nullable=False),
    sa.Column("spent", sa.BigInteger, nullable=False),
    sa.Column("reserved", sa.BigInteger, nullable=False),
    sa.Index("probe_runs_of_series", "target", "series"),
)
"""`series` is a hash of all that must be the same for two runs to be compared: endpoint, model, suite and how it is asked.
A run with a `problem` was given up and is in no comparison; `ended_at` NULL says that it is under way, or was killed. `spent`
and `reserved` are billionths of a US dollar."""

PROBE_ANSWERS = sa.Table(
    "probe_answers",
    METADATA,
    sa.Column("run", sa.Integer, sa.ForeignKey("probe_runs.id"), primary_key=True),
    sa.Column("probe", sa.Text, primary_key=True),
    sa.Column("case", sa.Text, primary_key=True),
    sa.Column("repeat", sa.Integer, primary_key=True),
    sa.Column("at", sa.DateTime, nullable=False, index=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text, nullable=True),
    sa.Column("length", sa.Float, nullable=True),
    sa.Column("seconds", sa.Float, nullable=True),
    sa.Column("model", sa.Text, nullable=True),
    sa.Column("fingerprint", sa.Text, nullable=True),
    sa.Column("input_tokens", sa.Integer, nullable=True),
    sa.Column("output_tokens", sa.Integer, nullable=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
)
"""One question of a run. `state` is asked, answered or failed; `why` says why there is no answer."""

PROBE_CHECKS = sa.Table(
    "probe_checks",
    METADATA,
    sa.Column("run", sa.Integer, sa.ForeignKey("probe_runs.id"), primary_key=True),
    sa.Column("probe", sa.Text, primary_key=True),
    sa.Column("measure", sa.Text, primary_key=True),
    sa.Column("runs", sa.Integer, primary_key=True),
    sa.Column("look", sa.Integer, nullable=False),
    sa.Column("verdict", sa.Text, nullable=False),
    sa.Column("value", sa.Float, nullable=True),
    sa.Column("low", sa.Float, nullable=True),
    sa.Column("high", sa.Float, nullable=True),
    sa.Column("p_value", sa.Float, nullable=True),
    sa.Column("p_adjusted", sa.Float, nullable=True),
    sa.Column("smallest", sa.Float, nullable=True),
    sa.Column("n_reference", sa.Integer, nullable=False),
    sa.Column("n_current", sa.Integer, nullable=False),
    sa.Column("before", sa.Text, nullable=False),
    sa.Column("after", sa.Text, nullable=False),
)
"""What the look at a run found, of the newest `runs` runs against the reference; appended with the end of the run and never
changed. `measure` is outcomes, length, speed, fingerprint or model; `before` and `after` are JSON."""

PROBE_REFERENCES = sa.Table(
    "probe_references",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("target", sa.Text, nullable=False),
    sa.Column("after_run", sa.Integer, sa.ForeignKey("probe_runs.id"), nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)
"""Signed acts: the runs after `after_run` are held against a new reference, the first of them. Appended, never changed."""
