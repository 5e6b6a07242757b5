"""The kinds of batch that the workbench itself tells from others; what a kind draws stands in `review/kinds`."""

RANDOM = "random"
"""The kind of a batch that nobody said another of."""
ADJUDICATION = "adjudication"
"""The kind of a batch whose labels decide between those of others."""
