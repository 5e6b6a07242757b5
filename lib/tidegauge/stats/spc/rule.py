"""The rules that call a point a signal: Nelson's eight and one of Western Electric's, each in plain words."""

from enum import StrEnum


class Rule(StrEnum):
    """A rule by name. Distances are in sigmas from the centre line."""

    BEYOND = "beyond"
    NINE_ONE_SIDE = "nine_one_side"
    SIX_TREND = "six_trend"
    FOURTEEN_ALTERNATING = "fourteen_alternating"
    TWO_OF_THREE = "two_of_three"
    FOUR_OF_FIVE = "four_of_five"
    FIFTEEN_INSIDE = "fifteen_inside"
    EIGHT_OUTSIDE = "eight_outside"
    EIGHT_ONE_SIDE = "eight_one_side"

    @property
    def words(self) -> str:
        """What the rule saw, as it stands beside a point.

        >>> Rule.SIX_TREND.words
        'six points in a row rising or falling'
        """
        return _WORDS[self]


_WORDS = {
    Rule.BEYOND: "one point beyond the limit",
    Rule.NINE_ONE_SIDE: "nine points in a row on one side of the centre line",
    Rule.SIX_TREND: "six points in a row rising or falling",
    Rule.FOURTEEN_ALTERNATING: "fourteen points in a row going up and down by turns",
    Rule.TWO_OF_THREE: "two of three points more than 2 sigma out on the same side",
    Rule.FOUR_OF_FIVE: "four of five points more than 1 sigma out on the same side",
    Rule.FIFTEEN_INSIDE: "fifteen points in a row within 1 sigma of the centre line",
    Rule.EIGHT_OUTSIDE: "eight points in a row more than 1 sigma out, on both sides",
    Rule.EIGHT_ONE_SIDE: "eight points in a row on one side of the centre line",
}

NELSON = tuple(Rule)[:8]
"""Nelson's rules 1 to 8 in his order. The ninth is Western Electric's zone rule 4, which the second contains."""

DEFAULT = NELSON[:3]
"""More rules find faults a little sooner and cry wolf much more often: all eight together every 73 points, three every 146."""
