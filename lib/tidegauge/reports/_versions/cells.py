"""The cells of the table of versions, in words."""

from datetime import date

from tidegauge import formats
from tidegauge.reports._versions.records import LiveVersion, Naming


def share_words(one: LiveVersion) -> str:
    """Return the share of the calls with its interval; what no call counts has none."""
    if not one.n_of:
        return ""
    return f"{formats.share(one.share)} {formats.interval(one.low, one.high, 'share', of=one.share)}"


def naming_words(one: LiveVersion) -> str:
    """Return whether a model is pinned, and the warning where it is not."""
    match one.naming:
        case Naming.PINNED:
            return "pinned"
        case Naming.ALIAS:
            return "! alias: may change without notice"
        case Naming.UNSURE:
            return "? cannot tell: no date in its name"
        case None:
            return ""


def ends_words(one: LiveVersion, today: date) -> str:
    """Return when its provider ends it, as far as anybody says."""
    if one.ends is None:
        return "deprecated, no day listed" if one.is_deprecated else ""
    days = (one.ends - today).days
    return f"{one.ends:%-d %b %Y}, {'ended' if days < 0 else f'in {formats.count(days)} days'}"
