"""A frozen version as files: plain, and in the shapes that other tools read."""

import streamlit as st

from app import state
from app.components.states import plain
from tidegauge.review.golden.export import archive, export_files
from tidegauge.review.golden.exports import Export, exports
from tidegauge.workbench.golden_sets import GoldenSet, items_of_set

_ORDER = ("jsonl", "csv", "parquet")


def golden_exports(one: GoldenSet, by: str) -> None:
    """Show the downloads of a version, each with what it leaves out."""
    items = items_of_set(state.workbench(), one)
    with st.popover(f"Export v{one.version}"):
        for shape in sorted(exports().values(), key=lambda shape: (shape.name not in _ORDER, shape.name)):
            _download(one, shape, by)
            st.caption(plain(f"{shape.sentence} {shape.left_out(items)}".strip()))
        st.code(f"tidegauge golden export {one.title} --format jsonl --to FILE", language=None)


def _download(one: GoldenSet, shape: Export, by: str) -> None:
    several = shape.name in {"huggingface", "openai-evals"}
    ending = (
        ".zip"
        if several
        else {"csv": ".csv", "parquet": ".parquet", "phoenix": ".json"}.get(shape.name, ".jsonl")
    )

    def made() -> bytes:
        files = export_files(state.workbench(), one, shape.name, by=by, at=state.now())
        return archive(files) if several else next(iter(files.values()))

    # Made when it is pressed: nobody pays for seven shapes, and the audit trail has what was taken.
    st.download_button(
        shape.title,
        made,
        f"{one.name}-v{one.version}-{shape.name}{ending}",
        key=f"golden_export_{shape.name}_{one.id}",
        on_click="ignore",
    )
