"""What to do about a store that does not answer: wait, or correct its address where waiting will not help."""

import re

from tidegauge.errors import StoreError
from tidegauge.stores.absent import absent
from tidegauge.workbench.named_stores import NamedStore, Origin

_WAIT = "Saved views still work. This page comes back by itself."
_TO_CORRECT = re.compile(
    r"user or the password|no such database|in the address|needs a driver|from the environment|is no store|instead of"
)
"""What errors say that stand until somebody corrects the address, the database or what is installed."""
_WHERE = {
    Origin.STORE: "start again with the right address: tidegauge serve --store URL",
    Origin.SETTINGS: "correct it under [stores] in tidegauge.toml and start again",
    Origin.SAVED: "correct it on Connections",
}


def remedy(problem: StoreError, chosen: NamedStore, *, answered: bool = False) -> str:
    """Return the sentences that follow a store's error. A file that `answered` before may be moved back.

    >>> shop = NamedStore("shop", "postgresql://db/traces", Origin.SAVED)
    >>> remedy(StoreError("The store postgresql://db/traces does not answer."), shop)
    'Saved views still work. This page comes back by itself.'
    >>> remedy(StoreError("The store refuses the user or the password. Check both in the address."), shop)
    'Waiting will not mend it: if the address is wrong, correct it on Connections. Saved views still work.'
    """
    if not (_TO_CORRECT.search(str(problem)) or (not answered and _is_absent(chosen.url))):
        return _WAIT
    return (
        f"Waiting will not mend it: if the address is wrong, {_WHERE[chosen.origin]}. Saved views still work."
    )


def _is_absent(url: str) -> bool:
    try:
        return absent(url) is not None
    except StoreError:
        return True  # it is no address
