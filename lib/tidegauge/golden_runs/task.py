"""One thing to ask, once: named by what its answer depends on."""

from dataclasses import dataclass

from tidegauge.golden_runs.question import Question


@dataclass(frozen=True)
class Task:
    """A question under a recipe, for the nth time. `item` is the SHA-256 of what is asked about."""

    recipe: str
    item: str
    repeat: int
    question: Question

    @property
    def key(self) -> str:
        """Its name in the book."""
        return f"{self.recipe} {self.item} {self.repeat}"


def told(key: str) -> tuple[str, str, int]:
    """Return the recipe, the item and the repeat of a key.

    >>> told("a1 b2 3")
    ('a1', 'b2', 3)
    """
    recipe, item, repeat = key.split(" ")
    return recipe, item, int(repeat)
