"""Nelson's rules by number, as a link or a command line spells them."""

from tidegauge.errors import FilterError
from tidegauge.stats.spc.rule import DEFAULT, NELSON, Rule


def read_rules(text: str | None) -> tuple[Rule, ...]:
    """Return the rules that `1,2,3` names; rules 1, 2 and 3 for no text.

    >>> [rule.value for rule in read_rules("1, 5")]
    ['beyond', 'two_of_three']

    Raises:
        FilterError: something else than numbers from 1 to 8.
    """
    if not text:
        return DEFAULT
    numbers = [part.strip() for part in text.split(",") if part.strip()]
    if not numbers or not all(number in _NUMBERS for number in numbers):
        raise FilterError(f"“{text}” names no rules. Write their numbers, 1 to 8, with commas: 1,2,3.")
    return tuple(dict.fromkeys(_NUMBERS[number] for number in numbers))


_NUMBERS = {str(place + 1): rule for place, rule in enumerate(NELSON)}
