"""Which change fits, in a sentence; or that none does, with what speaks for the provider."""

from collections.abc import Sequence

from tidegauge import formats
from tidegauge.reports._scope.events import called
from tidegauge.reports._scope.fit import Asked
from tidegauge.reports._scope.records import Change, ChangeFit

MAIN = 0.95
"""A version that answers this share of the calls is the one they run on."""
_MODEL = "model_version"


def isolated(asked: Asked, fitted: Sequence[ChangeFit], every: Sequence[Change]) -> str:
    """Return the sentence; `every` are all changes that were looked at."""
    fitting = [one for one in fitted if one.fits]
    if fitting:
        first = fitting[0]
        also = (
            f" {len(fitting) - 1} more {'fits' if len(fitting) == 2 else 'fit'} as well."
            if len(fitting) > 1
            else ""
        )
        why = f": {first.reasons[0]}" if first.reasons else ""
        return f"{_begun(called(first.change))} fits{why}.{also}"
    lead = "No recorded change fits" if fitted else "No change is recorded"
    if asked.metric.kind == "total":
        # Nothing here tells more calls from dearer ones, and a provider sends nobody more calls.
        return f"{lead}: see whether there are more calls or dearer ones, and who sends them."
    return f"{lead}: consider a provider-side change.{_same_version(asked, every)}"


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _same_version(asked: Asked, every: Sequence[Change]) -> str:
    """Say that the version string is the same while the behaviour is not: a provider's silent change looks like that."""
    version, share = asked.doses.main(asked.number, _MODEL)
    new = asked.is_new and version in asked.where.values()
    if version is None or new or share < MAIN or any(one.to_version == version for one in every):
        return ""
    said = "All of" if share == 1 else f"{formats.share(share)} of"
    return f" {said} its calls name the same version as before, {version}."
