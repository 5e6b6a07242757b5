"""One question of a probe, as a suite's file declares it."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tidegauge.arrays_of_toml import as_tuple

Word = Annotated[str, Field(min_length=1, max_length=80)]


class ProbeCase(BaseModel):
    """A question, and what its kind of probe needs to know of the answer.

    >>> ProbeCase(id="sum", prompt="What is 2 + 2?", answer=4).answer
    4.0
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: Word
    prompt: Annotated[str, Field(min_length=1, max_length=20_000)]
    answer: Annotated[float, Field(allow_inf_nan=False)] | None = None
    keys: Annotated[tuple[Word, ...], BeforeValidator(as_tuple)] = ()
    language: Word | None = None
    refuse: bool | None = None

    @property
    def messages(self) -> list[dict[str, str]]:
        """What is sent: the question alone. A system message would be a change of ours."""
        return [{"role": "user", "content": self.prompt}]

    @property
    def size(self) -> int:
        """Bytes of the question."""
        return len(self.prompt.encode())
