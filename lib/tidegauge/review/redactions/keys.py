"""Passwords, keys and tokens: in the forms that their issuers give them, and whatever is called a secret."""

import re
from collections.abc import Iterator, Sequence

from tidegauge.review.redactions._rule import Rule, Span

_FORMS = (
    r"(?:AKIA|ASIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|ABIA|ACCA)[A-Z2-7]{16}",  # AWS
    r"AIza[\w-]{35}",  # Google
    r"ya29\.[\w-]{20,}",
    r"gh[opsru]_[A-Za-z0-9]{36,255}",  # GitHub
    r"github_pat_\w{22,255}",
    r"glpat-[\w-]{20,}",  # GitLab
    r"xox[abeoprs]-[A-Za-z0-9-]{10,}",  # Slack
    r"(?:sk|pk|rk)[-_](?=[A-Za-z_-]{0,60}\d)[\w-]{20,}",  # OpenAI, Anthropic, Stripe, Langfuse
    r"(?:hf|pypi|npm|dop_v1|shpat|whsec|tg)[_-](?=[A-Za-z_-]{0,60}\d)[\w-]{20,}",
    r"SG\.[\w-]{16,}\.[\w-]{16,}",  # SendGrid
    r"eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*",  # a signed token (JWT)
)
_ISSUED = re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(_FORMS)})")
_PRIVATE = re.compile(r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----")
_PRIVATE_END = re.compile(r"-----END [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----")
_NAMED = re.compile(
    r"(?<![A-Za-z])(?:password|passwd|passphrase|pwd|senha|passwort|secret|api[ _-]?key|access[ _-]?key|auth[ _-]?token"
    r"|access[ _-]?token|refresh[ _-]?token|client[ _-]?secret|secret[ _-]?(?:access[ _-]?)?key|private[ _-]?key)"
    r"""["']?\s{0,3}(?:=>?|:=?|\bis\b(?=\s{1,3}["']?\S{0,60}\d))\s{0,3}["']?(?P<secret>[^\s"',;<>]{4,512})""",
    re.IGNORECASE,
)
_BEARER = re.compile(r"\b(?:bearer|basic)\s{1,3}(?P<secret>[\w.~+/-]{16,}={0,2})", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"://[^\s/:@]{0,256}:(?P<secret>[^\s/@]{1,256})@")


def _find(text: str, _names: Sequence[str]) -> Iterator[Span]:
    yield from (found.span() for found in _ISSUED.finditer(text))
    for pattern in (_NAMED, _BEARER, _IN_ADDRESS):
        yield from (found.span("secret") for found in pattern.finditer(text))
    for begin in _PRIVATE.finditer(text):
        end = _PRIVATE_END.search(text, begin.end())
        # Cut off before its end, it is still a key.
        yield begin.start(), end.end() if end else len(text)


RULE = Rule("Passwords, keys and tokens", "key", _find)
