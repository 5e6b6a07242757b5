"""Real servers of the tools that labels are pushed to, and a workbench with labels of their spans."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.tool_servers import free_port, phoenix_at, python_of, served
from tidegauge.filters import Window
from tidegauge.review.loop import claim_next, commit, undo
from tidegauge.workbench.labels import Said
from tidegauge.workbench.review_batches import Asked, Drawn, ReviewBatch, record_batch
from tidegauge.workbench.review_items import ReviewItem
from tidegauge.workbench.review_plans import ReviewPlan, record_plan

AT = datetime(2026, 11, 21, 12)
Labelled = Callable[..., tuple[sa.Engine, ReviewBatch]]


@pytest.fixture(scope="module")
def phoenix(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Phoenix server with a database of its own."""
    with phoenix_at(tmp_path_factory.mktemp("phoenix")) as address:
        yield address


@pytest.fixture(scope="module")
def mlflow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an MLflow server with a database of its own."""
    python, folder = python_of("TIDEGAUGE_MLFLOW"), tmp_path_factory.mktemp("mlflow")
    port = free_port()
    database = f"sqlite:///{folder / 'mlflow.db'}"
    command = [python, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    command += ["--backend-store-uri", database, "--artifacts-destination", str(folder / "artifacts")]
    environment = {
        "PATH": f"{Path(python).parent}:{os.environ['PATH']}",
        "HOME": str(folder),
        "MLFLOW_DISABLE_TELEMETRY": "true",
    }
    url = f"http://127.0.0.1:{port}"
    with served(command, environment, url, "/health", folder / "server.log") as address:
        yield address


@pytest.fixture
def labelled(engine: sa.Engine) -> Labelled:
    """Return labelled(ids): a workbench with a batch of these (trace, span), each labelled by two people.

    Marta passes all with a note. Jon fails the first, cannot judge the second, and undoes his third label.
    """

    def made(ids: list[tuple[str, str]]) -> tuple[sa.Engine, ReviewBatch]:
        items = [
            ReviewItem(place, trace, span, None, 0.5) for place, (trace, span) in enumerate(ids, start=1)
        ]
        window = Window(AT - timedelta(days=1), AT)
        of = Drawn("demo", "trace", window, (), "", "random", "a", 2 * len(items), len(items))
        batch = record_batch(engine, Asked("pushed", "Right?", "correct"), of, items, by="ana", at=AT)
        plan = ReviewPlan(1.0)
        record_plan(engine, batch.id, plan)
        now = AT
        for who, values in (("marta", [1.0] * len(ids)), ("jon", [0.0, None, 1.0])):
            for value in values:
                now += timedelta(seconds=7)
                place = claim_next(engine, batch, plan, who, now)
                assert place is not None
                commit(engine, batch, place, who, Said(value, "fine" if who == "marta" else ""), now)
        undo(engine, batch, plan, "jon", now + timedelta(seconds=1))
        return engine, batch

    return made
