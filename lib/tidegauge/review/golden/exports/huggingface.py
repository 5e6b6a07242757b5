"""What Hugging Face `datasets` reads: a folder with a card and a Parquet file, `load_dataset(FOLDER)`."""

from collections.abc import Sequence

from tidegauge.reports.export import to_parquet
from tidegauge.review.golden.exports._export import Export, table
from tidegauge.workbench.golden_item import GoldenItem
from tidegauge.workbench.golden_sets import GoldenSet

_CARD = """---
configs:
- config_name: default
  data_files:
  - split: test
    path: data/test.parquet
---
# Golden set {title}

{n} items, frozen by {by} on {at:%Y-%m-%d %H:%M} UTC. SHA-256 of the content: `{hash}`
"""


def _files(one: GoldenSet, items: Sequence[GoldenItem]) -> dict[str, bytes]:
    # Only signs that Markdown reads as text: a name of a set or person formats nothing.
    inert = {
        name: "".join("\\" + c if c in "\\`*_{}[]<>#|!&" else c for c in text)
        for name, text in (("title", one.title), ("by", one.by))
    }
    card = _CARD.format(n=len(items), at=one.at, hash=one.hash, **inert)
    return {"README.md": card.encode("utf-8", "replace"), "data/test.parquet": to_parquet(table(one, items))}


EXPORT = Export(
    "huggingface", "Hugging Face datasets", "A folder: load_dataset(FOLDER, split='test').", _files
)
