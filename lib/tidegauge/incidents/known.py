"""The incidents on record, as what a back-test of an alert rule is held to."""

from tidegauge.alerts.backtest_records import Known
from tidegauge.errors import StoreError
from tidegauge.incidents.listing import list_incidents
from tidegauge.incidents.records import Incident
from tidegauge.stores.addresses import store_key
from tidegauge.workbench.within import Opened


def known_incidents(of: Opened, store: str) -> tuple[Known, ...]:
    """Return the incidents of a store (its key, see `store_key`), the oldest first, by their keys: INC-31."""
    mine = [one for one in list_incidents(of) if _key(one.store) == store]
    return tuple(sorted(map(_known, mine), key=lambda one: (one.start, one.name)))


def _known(one: Incident) -> Known:
    return Known(one.key, one.onset or one.opened_at, one.resolved_at, one.segment, one.metric)


def _key(address: str) -> str:
    try:
        return store_key(address)
    except StoreError:
        return address
