"""What a page brings to the dialog of a new batch."""

from dataclasses import dataclass, field

from tidegauge.review.kinds import Wanted


@dataclass(frozen=True)
class Preset:
    """The kinds that make sense there, the first one chosen; what it asks for already; the batch's name and the page's.

    `score` is what answers become, if the page is about one.
    """

    kinds: tuple[str, ...]
    page: str
    name: str = ""
    wanted: Wanted = field(default_factory=Wanted)
    score: str = ""
