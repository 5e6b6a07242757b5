"""Beside the app days are counted in a process of its own, which ends with it."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from tidegauge.web import counting_ahead
from tidegauge.web.counting_ahead import count_ahead

TOLD = "import sys; open(sys.argv[-1], 'a').write(' '.join(sys.argv[1:]) + '\\n')"
HANGS = "import sys, time; open(sys.argv[-1], 'a').write('begun'); time.sleep(600)"


async def until(path: Path) -> None:
    while not path.is_file() or not path.read_text():
        await asyncio.sleep(0.02)


async def stopped(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def test_it_is_run_with_its_words_while_the_lake_is_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting_ahead, "RUN", TOLD)
    said = tmp_path / "said"

    async def main() -> None:
        task = asyncio.create_task(count_ahead(lambda: True, ("--store", str(said))))
        await until(said)
        await stopped(task)

    asyncio.run(asyncio.wait_for(main(), 60))
    assert said.read_text() == f"ahead --store {said}\n"


def test_a_small_store_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting_ahead, "RUN", TOLD)
    asked = asyncio.Event()

    def is_large() -> bool:
        loop.call_soon_threadsafe(asked.set)
        return False

    async def main() -> None:
        task = asyncio.create_task(count_ahead(is_large, (str(tmp_path / "said"),)))
        await asked.wait()
        await stopped(task)

    with asyncio.Runner() as runner:
        loop = runner.get_loop()
        runner.run(main())
    assert not (tmp_path / "said").exists()


def test_it_ends_with_the_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting_ahead, "RUN", HANGS)
    begun = tmp_path / "begun"

    async def main() -> None:
        task = asyncio.create_task(count_ahead(lambda: True, (str(begun),)))
        await until(begun)
        await stopped(task)

    # It would take ten minutes if the process were waited for.
    asyncio.run(asyncio.wait_for(main(), 60))
