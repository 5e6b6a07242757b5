"""A review batch of made-up items."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from tidegauge.filters import Window
from tidegauge.workbench.review_batches import Asked, Drawn, ReviewBatch, Scale, record_batch
from tidegauge.workbench.review_items import ReviewItem

AT = datetime(2026, 11, 21, 12)
CHANCE = 0.04


def batch_in(
    engine: sa.Engine, n: int, scale: Scale = Scale.YES_NO, store: str = "demo", seed: str = "a"
) -> ReviewBatch:
    """Record a batch of `n` items s1, s2, ... of sessions c1, c2, ... in the week before `AT`."""
    items = [ReviewItem(place, f"t{place}", f"s{place}", f"c{place}", CHANCE) for place in range(1, n + 1)]
    week = Window(AT - timedelta(days=7), AT)
    of = Drawn(store, "session", week, (), "", "random", seed, round(n / CHANCE), n)
    return record_batch(engine, Asked("one", "Satisfied?", "satisfied", scale), of, items, by="ana", at=AT)
