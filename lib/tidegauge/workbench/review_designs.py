"""What the chances of a draw are worked out from: its strata with their sizes, or the rules that it followed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

ALL_OTHERS = "all other calls"
"""The rule that every call meets."""


@dataclass(frozen=True)
class Rule:
    """Calls that meet every chip of `where`, and no rule before it, are taken with the chance `rate`, 0 < rate <= 1."""

    where: tuple[str, ...]
    rate: float

    @property
    def words(self) -> str:
        """The rule as people read it; the stratum of the calls that it takes."""
        return " and ".join(self.where) or ALL_OTHERS


@dataclass(frozen=True)
class Design:
    """How the units of a population were divided, and what each part's chance follows from.

    `by` are the columns whose values make the strata, `judged` the judge's score whose marks, `step` apart, do; `sizes`
    are their units. `rules` are those of the published scheme; `threshold` is below 1 where not all that they took were
    wanted. Nothing of it: a simple random sample.
    """

    by: tuple[str, ...] = ()
    judged: str = ""
    step: float = 1.0
    sizes: Mapping[str, int] = field(default_factory=dict, hash=False)
    rules: tuple[Rule, ...] = ()
    threshold: float = 1.0

    @property
    def simple(self) -> bool:
        """Whether every unit had the same chance."""
        return not (self.by or self.judged or self.rules)

    def rate(self, stratum: str) -> float:
        """Return the rate of the rule called `stratum`, 0 of a rule that there is none of."""
        return next((rule.rate for rule in self.rules if rule.words == stratum), 0.0)


def written(design: Design) -> dict[str, Any]:
    """Return a design as JSON holds it.

    >>> read_design(written(Design(by=("feature",), sizes={"search": 9}))) == Design(("feature",), sizes={"search": 9})
    True
    >>> written(Design())
    {}
    """
    return {} if design.simple else asdict(design)


def read_design(told: Mapping[str, Any]) -> Design:
    """Return the design that `written` gave, whatever else stands beside it."""
    if "rules" not in told:
        return Design()
    rules = tuple(Rule(tuple(one["where"]), one["rate"]) for one in told["rules"])
    return Design(
        tuple(told["by"]), told["judged"], told["step"], dict(told["sizes"]), rules, told["threshold"]
    )
