"""What `tidegauge sync --json` prints of a run."""

from collections.abc import Mapping

from tidegauge.sync.count_check import TableCheck
from tidegauge.sync.run import Synced


def as_record(result: Synced) -> Mapping[str, object]:
    """Return a result as `--json` prints it."""
    copied = result.copied
    checks = {check.table: check for check in result.checks}
    read = sum(copied.read.values())
    return {
        "source": result.source,
        "product": result.product,
        "into": result.into,
        "stopped": result.stopped,
        "record_source": result.record_source,
        "shared_projects": list(result.shared_projects),
        "seconds": round(copied.seconds, 3),
        "rows_per_second": round(read / copied.seconds) if copied.seconds else None,
        "tables": {
            table: {
                "read": copied.read.get(table, 0),
                "added": copied.added.get(table, 0),
                "replaced": copied.replaced.get(table, 0),
                "taken_away": copied.removed.get(table, 0),
                "quarantined": copied.quarantined.get(table, 0),
                "check": _check(checks[table]) if table in checks else None,
            }
            for table in dict.fromkeys((*checks, *copied.read))
        },
    }


def _check(check: TableCheck) -> Mapping[str, object]:
    return {
        "source": check.source,
        "left": [{"reason": reason, "rows": rows} for reason, rows in check.left],
        "quarantined": check.quarantined,
        "copy": check.copy,
        "unexplained": check.unexplained,
    }
