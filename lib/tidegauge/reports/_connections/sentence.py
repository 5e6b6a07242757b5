"""What the page Connections says first: what is opened, how much of it, and whether all of it is on our pages."""

from datetime import datetime

from tidegauge import formats
from tidegauge.findings import Direction, Finding, Verdict
from tidegauge.formats import count
from tidegauge.reports._connections.records import ConnectionDetail, CountCheck, FieldMapping, StoreCard

NOUNS = {
    "spans": ("span", "spans"),
    "scores": ("score", "scores"),
    "signals": ("signal", "signals"),
    "outcomes": ("outcome", "outcomes"),
    "changes": ("change", "changes"),
    "rows": ("row", "rows"),
}
"""What one and many rows of a table are called."""


PROJECT = "project"
"""The attribute that tells the tenants of a store apart."""
IMPORTED = "rows"
"""What the check of a store of our own is called: its tables are counted together."""


def counted(n: int, table: str) -> str:
    """Return a number of rows with its noun.

    >>> counted(1, "spans"), counted(982, "scores")
    ('1 span', '982 scores')
    """
    return f"{count(n)} {NOUNS[table][n != 1]}"


def detail_finding(detail: ConnectionDetail, now: datetime, zone: str) -> Finding:
    """Return the sentence of a store that answers."""
    spans = detail.tables[0].rows
    if not spans and not detail.missing:
        return Finding(
            Verdict.CANNOT_TELL,
            "empty",
            f"No calls yet. {detail.product} answers, and {_empty(detail)}.",
            (detail.address, *([note] if (note := left_out_note(detail)) else [])),
        )
    of, newest = _tenants(detail), formats.age(detail.newest, now, zone)
    opened = f"{detail.product}, {counted(spans, 'spans')}{of}, newest {newest}."
    known = not detail.missing and not any(check.unexplained for check in detail.counts)
    return Finding(
        Verdict.NOT_MATERIAL if known else Verdict.CHANGED,
        "connection",
        " ".join((opened, *(detail.missing or (_complete(detail.counts),)))),
        (f"layout: {detail.layout}", *(count_line(check) for check in detail.counts)),
        direction=Direction.NEUTRAL if known else Direction.WORSE,
    )


def left_out_note(detail: ConnectionDetail) -> str:
    """Return what is to be known of the tenants that are not shown; empty where all are."""
    others = detail.left_out
    if not others:
        return ""
    noun = "other project of the store is" if others == 1 else "other projects of the store are"
    return f"{count(others)} {noun} left out, because the address asks for one: ?project=."


def _empty(detail: ConnectionDetail) -> str:
    return "has no rows of the project that the address asks for" if detail.left_out else "is empty"


def _tenants(detail: ConnectionDetail) -> str:
    shown = len(detail.projects)
    if detail.left_out:
        return f" of {shown} of its {count(shown + detail.left_out)} projects"
    if not any(one.field == PROJECT and one.recorded for one in _every_field(detail)):
        return ""  # there is no such column to divide by
    return f" of {shown} {'project' if shown == 1 else 'projects'}" if shown else ""


def _every_field(detail: ConnectionDetail) -> tuple[FieldMapping, ...]:
    return (*detail.tables[0].fields, *detail.tables[0].attributes)


def down_finding(card: StoreCard) -> Finding:
    """Return the sentence of a store that does not answer, or that is none."""
    error = card.error or ""
    said = (error,) if card.address in error else (error, card.address)
    return Finding(
        Verdict.CHANGED, "down", f"{card.name} cannot be read now.", said, direction=Direction.WORSE
    )


def count_line(check: CountCheck) -> str:
    """Return a check in a line.

    >>> from tidegauge.reports._connections.records import Left
    >>> count_line(CountCheck("spans", 982, 979, (Left("deleted", 2),)))
    'spans: source 982 · shown 979 · 2 left out (deleted) · 1 without a known reason'
    """
    apart = [one for one in check.left if one.apart and one.rows]
    own = check.source - sum(one.rows for one in apart)
    also = "".join(f" and {count(one.rows)} {_clause(one.reason)}" for one in apart)
    parts = [f"source {count(own)}{also}", f"shown {count(check.shown)}"]
    parts += [f"{count(one.rows)} left out ({_clause(one.reason)})" for one in check.left if one.rows]
    if check.unexplained > 0:
        parts.append(f"{count(check.unexplained)} without a known reason")
    if check.unexplained < 0:
        parts.append(f"{count(-check.unexplained)} more than the source says it has")
    return f"{check.table}: {' · '.join(parts)}"


def _clause(reason: str) -> str:
    """Return a reason as it stands in brackets; it may be a sentence of its own."""
    return reason[:1].lower() + reason[1:].rstrip(".")


def _was(n: int) -> str:
    return "was" if n == 1 else "were"


def _complete(counts: tuple[CountCheck, ...]) -> str:
    if not counts:
        return "The tables are our own: every row is on our pages."
    missing = sum(max(check.source - check.shown, 0) for check in counts)
    unknown = sum(max(check.unexplained, 0) for check in counts)
    more = sum(max(-check.unexplained, 0) for check in counts)
    if unknown:
        verb = "is" if unknown == 1 else "are"
        if counts[0].table == IMPORTED:
            return f"{counted(unknown, 'rows')} that {_was(unknown)} imported {verb} no longer in the store: somebody took them away."
        return (
            f"{counted(unknown, 'rows')} of the source {verb} missing here for a reason that we do not know."
        )
    if more:
        return f"Our pages show {counted(more, 'rows')} more than the source says it has."
    if not missing:
        return "All rows of the source are on our pages."
    verb = "is" if missing == 1 else "are"
    return f"All rows of the source are on our pages, but for {count(missing)} that {verb} left out with a reason."
