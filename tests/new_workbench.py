"""A workbench in a new SQLite file: its revisions run once in a session of tests, and every further one is a copy."""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from uuid import uuid4

import pytest
import sqlalchemy as sa

from tidegauge.workbench import engine as opening
from tidegauge.workbench.file_copy import sqlite_file


@pytest.fixture(scope="session", autouse=True)
def a_new_workbench_is_a_copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Hundreds of tests begin with an empty workbench: running all revisions takes longer than most of them."""
    first = tmp_path_factory.mktemp("workbench") / "workbench.sqlite"
    opening.open_workbench(f"sqlite:///{first}").dispose()
    upgraded = opening._bring_up_to_date

    def copied(engine: sa.Engine) -> None:
        file = sqlite_file(engine)
        if file is not None and not file.exists():
            own = file.with_name(f".{uuid4()}")
            shutil.copyfile(first, own)
            with suppress(FileExistsError):  # somebody else was sooner
                os.link(own, file)
            own.unlink()
        upgraded(engine)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "_bring_up_to_date", copied)
        yield
