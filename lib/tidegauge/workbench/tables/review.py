"""What people review, and what they said."""

import sqlalchemy as sa

from tidegauge.workbench.tables._metadata import METADATA

REVIEW_INBOX = sa.Table(
    "review_inbox",
    METADATA,
    sa.Column("trace_id", sa.Text, primary_key=True),
    sa.Column("span_id", sa.Text, primary_key=True),
    sa.Column("added_by", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("added_at", sa.DateTime, nullable=False),
)

RUBRICS = sa.Table(
    "rubrics",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.UniqueConstraint("name", "version"),
)
"""What reviewers are asked, as TOML. A change is a new version; no row is ever changed or deleted."""

REVIEW_BATCHES = sa.Table(
    "review_batches",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("scale", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("store", sa.Text, nullable=False),
    sa.Column("filter", sa.Text, nullable=False),
    sa.Column("link", sa.Text, nullable=False),
    sa.Column("start", sa.DateTime, nullable=False),
    sa.Column("end", sa.DateTime, nullable=False),
    sa.Column("method", sa.Text, nullable=False),
    sa.Column("seed", sa.Text, nullable=False),
    sa.Column("population", sa.BigInteger, nullable=False),
    sa.Column("drawn", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False, server_default="random"),
    sa.Column("rubric", sa.Integer, sa.ForeignKey("rubrics.id"), nullable=True),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
)
"""What people are asked to review, and how it was drawn. `kind` says why it exists. No row is ever changed or deleted."""

REVIEW_ITEMS = sa.Table(
    "review_items",
    METADATA,
    sa.Column("batch", sa.Integer, sa.ForeignKey("review_batches.id"), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("trace_id", sa.Text, nullable=False),
    sa.Column("span_id", sa.Text, nullable=False),
    sa.Column("session_id", sa.Text, nullable=True),
    sa.Column("inclusion_probability", sa.Double, nullable=True),
    sa.Column("beside", sa.Text, nullable=True),
    sa.UniqueConstraint("batch", "span_id"),
)
"""The items of a batch, in the order of the draw: any first part of them is a random sample as well.

`inclusion_probability` is NULL where an item was chosen and not drawn. `beside` is JSON: what belongs to the item
beside its ids, such as its stratum, the answer that it is compared with, or the label that is known.
"""

REVIEW_PLANS = sa.Table(
    "review_plans",
    METADATA,
    sa.Column("batch", sa.Integer, sa.ForeignKey("review_batches.id"), primary_key=True),
    sa.Column("overlap", sa.Double, nullable=False),
    sa.Column("instruction", sa.Text, nullable=False),
    sa.Column("people", sa.Integer, nullable=False, server_default="2"),
    sa.Column("assigned", sa.Boolean, nullable=False, server_default=sa.false()),
)
"""How a batch is labelled: which share of its items by how many people, whether each item has its own reviewers, and
what they are told. No row is ever changed."""

REVIEW_CLAIMS = sa.Table(
    "review_claims",
    METADATA,
    sa.Column("batch", sa.Integer, sa.ForeignKey("review_batches.id"), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("reviewer", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("until", sa.DateTime, nullable=False),
)
"""Who has which item: `open` until its lease ends and somebody else takes it, `done`, or `skipped`."""

LABELS = sa.Table(
    "labels",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("batch", sa.Integer, nullable=False),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("reviewer", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("value", sa.Double, nullable=True),
    sa.Column("label", sa.Text, nullable=True),
    sa.Column("answers", sa.Text, nullable=True),
    sa.Column("comment", sa.Text, nullable=True),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("seconds", sa.Double, nullable=True),
    sa.Column("withdraws", sa.Integer, sa.ForeignKey("labels.id"), nullable=True, unique=True),
    sa.ForeignKeyConstraint(["batch", "place"], ["review_items.batch", "review_items.place"]),
    sa.Index("labels_of_reviewers", "batch", "reviewer"),
)
"""What reviewers did with items: `label`, `skip`, or `undo` of an earlier row. Appended, never changed or deleted.

`value` and `label` are the verdict; `answers` is JSON: what was said to each question of the rubric.
"""

LABEL_PUBLICATIONS = sa.Table(
    "label_publications",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("label", sa.Integer, sa.ForeignKey("labels.id"), nullable=False, index=True),
    sa.Column("gone", sa.Boolean, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
)
"""Which labels the trace store has as scores, and from which it was taken away again. Appended, never changed."""
