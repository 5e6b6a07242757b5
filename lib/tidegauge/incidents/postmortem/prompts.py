"""What only people know: the blank parts of a postmortem, with the question that each asks."""

PROMPTS = (
    ("What went well", "What helped to see it, to find it, to end it?"),
    ("What went badly", "What took long, was missing, or misled?"),
)
ACTIONS = ("What makes this class of failure impossible, or seen sooner? One line each: what, who, by when.",)
