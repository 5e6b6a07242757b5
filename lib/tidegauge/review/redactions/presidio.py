"""What Presidio's recognisers of patterns find beyond the other rules: network addresses, wallets, numbers of persons."""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module
from typing import Any

from tidegauge.errors import TidegaugeError
from tidegauge.review.redactions._rule import Rule, Span

# Those that need no model of a language, which no package index has, and ask nothing of the internet: the one for
# email addresses fetches a list of domains. Emails, phones, cards and IBANs are rules of their own.
RECOGNISERS = (
    "CryptoRecognizer",
    "IpRecognizer",
    "MacAddressRecognizer",
    "MedicalLicenseRecognizer",
    "NhsRecognizer",
    "UsItinRecognizer",
    "UsSsnRecognizer",
)
SURE = 0.4
"""Below this score Presidio itself asks for words around it: any nine digits may be an American passport."""


def _find(text: str, _names: Sequence[str]) -> Iterator[Span]:
    for recogniser in _recognisers():
        for found in recogniser.analyze(text, recogniser.supported_entities, None) or ():
            if found.score >= SURE:
                yield found.start, found.end


@cache
def _recognisers() -> tuple[Any, ...]:
    try:
        offered = import_module("presidio_analyzer.predefined_recognizers")
    except ImportError as error:
        raise TidegaugeError(
            "The rule “presidio” needs the package presidio-analyzer: pip install 'tidegauge[presidio]'"
        ) from error
    return tuple(getattr(offered, name)() for name in RECOGNISERS)


RULE = Rule(
    "What Presidio's patterns find: network addresses, wallets, American and British numbers",
    "private",
    _find,
)
