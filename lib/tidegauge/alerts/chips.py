"""The chips of a rule, told from what only looks like one before any store is asked."""

from collections.abc import Iterator

from tidegauge.errors import FilterError
from tidegauge.filters import OPERATORS, parse_condition
from tidegauge.settings_alerts import RuleTable


def misspelled(table: RuleTable) -> Iterator[tuple[str, str]]:
    """Yield the key and the reason of every chip that cannot be meant.

    >>> for found in misspelled(RuleTable(where=("geo ~~ 3", "geo = ~3"), candidate="version")):
    ...     print(*found)
    where “geo ~~ 3” is not a filter: “~~” is no operator. Write one of !=, >=, <=, !~, =, >, <, ~.
    candidate “version” is not a filter. Write attribute, operator, value: geo = BR.
    """
    every = [("where", text) for text in table.where]
    every += [(key, text) for key in ("candidate", "control") if (text := getattr(table, key)) is not None]
    for key, text in every:
        try:
            found = parse_condition(text)
        except FilterError as error:
            yield key, str(error)
            continue
        doubled = f"{found.operator}{found.values[0][:1]}"
        if doubled[-1] in "=!<>~" and doubled in text and doubled not in OPERATORS:
            known = ", ".join(OPERATORS)
            yield key, f"“{text}” is not a filter: “{doubled}” is no operator. Write one of {known}."
