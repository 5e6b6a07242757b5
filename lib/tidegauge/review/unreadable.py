"""The texts of samples as a rubric lets them be read: what its rules of redaction find is made unreadable."""

from collections.abc import Callable
from functools import partial

from tidegauge.review.redaction import check_rules, redact
from tidegauge.workbench.rubric import Rubric


def unreadable(rubric: Rubric) -> Callable[[str], str]:
    """Return what every text goes through before a reviewer sees it.

    Raises:
        ReviewError: the rubric names a rule that there is not.
    """
    if not rubric.redact:
        return str
    check_rules(rubric.redact, rubric.names)
    return partial(redact, rules_named=rubric.redact, names=rubric.names)
