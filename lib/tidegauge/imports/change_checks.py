"""Whether a change event says enough to be held against traces: what was changed, when, and whom it touches."""

from datetime import datetime, timedelta

from tidegauge.errors import FilterError, ImportFileError, unknown
from tidegauge.filters import Condition, parse_condition
from tidegauge.queries.changes import ChangeEvent
from tidegauge.queries.relation import Rows
from tidegauge.reports._suggestions import suggestions
from tidegauge.schema.declared_dimensions import Dimensions
from tidegauge.stores import Store

AHEAD = timedelta(minutes=10)
"""How far clocks may be apart: a change later than this has not happened."""
MOST_VALUES = 1_000
NOTE = "note"


def checked(
    event: ChangeEvent, store: Store, now: datetime, dimensions: Dimensions | None = None
) -> tuple[str, ...]:
    """Return a sentence for everything in an event that looks like a slip of the pen. `now` is UTC.

    Raises:
        ImportFileError: it does not say what was changed, lies in the future, or its scope cannot be read, or names an
            attribute that the store does not have.
    """
    chips = _scope(event.scope)
    if not (event.note if event.kind == NOTE else event.component or event.to_version or event.note):
        raise ImportFileError(_EMPTY_NOTE if event.kind == NOTE else _NOTHING.format(kind=event.kind))
    if event.at > now + AHEAD:
        raise ImportFileError(
            f"--at: {event.at:%Y-%m-%d %H:%M} UTC lies in the future, it is {now:%Y-%m-%d %H:%M} UTC. Record a change when "
            "it took effect; --time-zone says which zone a time is of."
        )
    if not store.catalog().rows.get("spans"):
        return ()  # nothing to hold the names against: a pipeline may be there before the first call
    return (*_early(event, store), *(said for one in chips for said in _unseen(one, store, dimensions)))


_NOTHING = (
    "A {kind} without --component, --to and --note says nothing of what was changed. Name one of them, for example "
    "--component checkout --to 4.2.0."
)
_EMPTY_NOTE = "A note without --note says nothing. Write it: --note 'holiday traffic begins'."


def _scope(scope: str | None) -> list[Condition]:
    found = []
    for part in (scope or "").split(" and "):
        try:
            found += [parse_condition(part)] if part.strip() else []
        except FilterError as error:
            raise ImportFileError(f"--scope: {error} Several are joined by “and”.") from None
    return found


def _early(event: ChangeEvent, store: Store) -> tuple[str, ...]:
    first = store.catalog().first
    if first is None or event.at >= first:
        return ()
    return (f"--at: {event.at:%Y-%m-%d %H:%M} UTC is before the store's first call, {first:%Y-%m-%d %H:%M}.",)


def _unseen(chip: Condition, store: Store, dimensions: Dimensions | None) -> tuple[str, ...]:
    """Return a sentence for each value that no call has: it may come with the change, or be mistyped."""
    rows = Rows(store.catalog(), dimensions=dimensions)
    try:
        rows.kind(chip.attribute)
    except FilterError as error:
        raise ImportFileError(f"--scope: {error}") from None
    if chip.operator not in {"=", "!="}:
        return ()
    found = suggestions(store, [chip.attribute], dimensions, limit=MOST_VALUES)
    values = {value for one in found for value in parse_condition(one).values}
    lost = [value for value in chip.values if value not in values] if len(found) < MOST_VALUES else []
    return tuple(f"--scope: {unknown(f'value of {chip.attribute}', one, values)}" for one in lost)
