"""Whether an answer is in the language that it was asked for."""

from functools import cache

from tidegauge.judging.endpoint import Reply
from tidegauge.judging.validators._validator import Check, CheckedCall
from tidegauge.judging.validators.language import VALIDATOR, LanguageOptions
from tidegauge.probes.case import ProbeCase
from tidegauge.probes.kinds._kind import ProbeKind


def outcome(case: ProbeCase, reply: Reply) -> str | None:
    """Return whether it is; None where the answer is too short for the detector to be sure."""
    found = _check(str(case.language))(CheckedCall(reply.text))
    return None if found is None else "as asked" if found.passed else "another language"


@cache
def _check(language: str) -> Check:
    return VALIDATOR.make(LanguageOptions(languages=(language,), shortest=20))


KIND = ProbeKind("the language of the answer", outcome, lambda case: "" if case.language else "language")
