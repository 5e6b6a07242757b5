"""The table `[feedback]` of `tidegauge.toml`: what counts as a review, the published rule, what signals are derived by."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tidegauge.arrays_of_toml import as_tuple

CORRECTIONS = (
    "that's wrong",
    "that is wrong",
    "that's not right",
    "that is not right",
    "not what i",
    "no, i meant",
    "you misunderstood",
    "wrong answer",
)
ESCALATIONS = (
    "talk to a human",
    "speak to a human",
    "real person",
    "human agent",
    "speak to someone",
    "talk to someone",
)


Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Phrase = Annotated[str, Field(min_length=2, max_length=200)]
Phrases = Annotated[tuple[Phrase, ...], BeforeValidator(as_tuple), Field(max_length=40)]


class FeedbackTable(BaseModel):
    """How satisfaction is read from a store.

    `people` are filters that keep the calls of those who could rate; one on an attribute that a store lacks is let be.
    `review` names the human score that says whether a session was satisfied (0.5 or more is). `judge` names the judge's
    score that is compared; without it correctness, else the mean of all; `judged_correct` is the least share of its
    scale that counts as correct. The published rule warns where more than `abandonment` leave while more than
    `thumbs_up` of at least `least_n` raters are happy. Below `least_reviews` there is no headline. The phrases and
    `quiet_minutes` derive signals that a store does not carry.

    >>> FeedbackTable(abandonment=0.4).thumbs_up
    0.8
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    people: Phrases = ("source != api",)
    review: str = Field(default="satisfied", min_length=1, max_length=200)
    judge: str | None = Field(default=None, min_length=1, max_length=200)
    judged_correct: Share = 0.7
    abandonment: Share = 0.3
    thumbs_up: Share = 0.8
    least_n: int = Field(default=30, ge=2)
    least_reviews: int = Field(default=30, ge=10)
    correction_phrases: Phrases = CORRECTIONS
    escalation_phrases: Phrases = ESCALATIONS
    quiet_minutes: int = Field(default=30, ge=0, le=10_080)
