"""The address of the exact page that a link means, in the installation's own app."""

from urllib.parse import quote, urlencode

from tidegauge.findings import Link
from tidegauge.settings import Settings

_START = "overview"
"""The page at the app's root."""


def page_address(link: Link, settings: Settings) -> str | None:
    """Return where a browser opens a link; None while the settings do not say where the app is.

    >>> from tidegauge.settings_alerts import AlertsTable
    >>> at = Settings(alerts=AlertsTable(address="https://tides.example.org/"))
    >>> page_address(Link("scope", {"metric": "error_rate", "where": ("geo = BR", "device = ios")}), at)
    'https://tides.example.org/scope?metric=error_rate&where=geo+%3D+BR&where=device+%3D+ios'
    """
    if settings.alerts.address is None:
        return None
    values = dict(link.params)
    if settings.store in settings.stores:
        values.setdefault("store", settings.store)
    page = "" if link.page == _START else quote(link.page)
    query = urlencode(values, doseq=True)
    return f"{settings.alerts.address.rstrip('/')}/{page}{'?' + query if query else ''}"
