"""Demos as lakes: the shipped one, and the one on which nothing happens."""

from datetime import datetime
from pathlib import Path

from tidegauge.demo.days import generate
from tidegauge.demo.undisturbed import undisturbed
from tidegauge.reports.source import Source
from tidegauge.stores import open_store, open_writer
from tidegauge.stores.lake.manifest import ImportRecord

END = datetime.fromisoformat("2026-11-22")
TABLES = ("spans", "scores", "signals", "outcomes", "changes")


def demo(folder: Path, *, days: int, calls: int, seed: int, calm: bool) -> Source:
    """Write a demo into a folder, and return it opened."""
    plan = undisturbed() if calm else None
    with open_writer(str(folder)) as writer:
        for day in generate(END, days=days, calls=calls, seed=seed, plan=plan):
            for table in TABLES:
                writer.append(table, getattr(day, table))
        writer.commit(ImportRecord(batch=f"alerts-{seed}", file="demo", at=END, read=calls, kept=calls))
    return Source(open_store(str(folder)))
