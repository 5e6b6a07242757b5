"""Write a golden set in one of the shapes that other tools read: as a file, a folder, or one archive."""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from tidegauge.review.golden.exports import export_of
from tidegauge.workbench.audit import record
from tidegauge.workbench.golden_candidates import GoldenError
from tidegauge.workbench.golden_sets import GoldenSet, items_of_set
from tidegauge.workbench.permission import Act, allow

_SAME = (1980, 1, 1, 0, 0, 0)
"""The time of every file in an archive: the same set makes the same bytes."""


def export_files(
    engine: sa.Engine, one: GoldenSet, shape: str, *, by: str, at: datetime
) -> Mapping[str, bytes]:
    """Return the files of a frozen version in a shape, and record who took them.

    Raises:
        GoldenError: there is no such shape, or the set is not what was frozen.
        NotAllowedError: there are members, and who takes them is no lead.
    """
    allow(engine, by, Act.LEAD)
    files = export_of(shape).files(one, items_of_set(engine, one))
    record(engine, by, "export golden set", said={"set": one.title, "format": shape}, at=at)
    return files


def write_files(files: Mapping[str, bytes], to: Path) -> tuple[Path, ...]:
    """Write the files, one alone as the file `to`, more as a folder, and return where they are.

    Raises:
        GoldenError: they cannot be written there.
    """
    paths = (
        {to: next(iter(files.values()))}
        if len(files) == 1
        else {to / name: text for name, text in files.items()}
    )
    try:
        if len(files) == 1 and to.is_dir():
            paths = {to / next(iter(files)): next(iter(files.values()))}
        for path, text in paths.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
    except OSError as error:
        raise GoldenError(f"The golden set cannot be written to “{to}”: {error.strerror}.") from error
    return tuple(paths)


def archive(files: Mapping[str, bytes]) -> bytes:
    """Return files as one ZIP archive."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in files.items():
            out.writestr(zipfile.ZipInfo(name, _SAME), text)
    return held.getvalue()
