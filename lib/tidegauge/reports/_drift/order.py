"""The order of a drift table: what matters most comes first."""

from tidegauge.findings import rank
from tidegauge.reports._drift.records import DriftKind, DriftRow


def importance(one: DriftRow) -> tuple[int, bool, float, str]:
    """Return the key by which rows are sorted."""
    # What the product did comes before what its traffic and its releases are.
    behind = one.kind in {DriftKind.DATA, DriftKind.SCHEMA}
    return (rank(one.verdict, one.direction), behind, -one.effect, one.key)
