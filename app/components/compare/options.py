"""How this installation compares two versions."""

from app import state
from tidegauge.comparisons import LIVE
from tidegauge.reports.compare import CompareOptions


def compare_options(by: tuple[str, ...] = ()) -> CompareOptions:
    """Return the options of the settings; whether the store's rows still arrive is looked at anew every time."""
    settings, newest = state.settings(), state.store().catalog().newest
    return CompareOptions(
        guardrails=settings.compare.guardrails,
        match=settings.compare.match,
        dimensions=settings.default_dimensions,
        by=by,
        growing=newest is None or state.now() - newest <= LIVE,
        currency=settings.currency,
    )
