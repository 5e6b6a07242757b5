"""Which of a store's outcomes is what to the page: clicks, conversions, spend, ..., found by their names."""

import re
from collections.abc import Mapping, Sequence

from tidegauge.errors import unknown
from tidegauge.settings_business import ROLES, Role

OWN = "own"
"""What the roles of further outcomes begin with: own0, own1, ..."""
MOST_OWN = 3
"""More of a store's further outcomes than this are left out."""
_KNOWN = {
    "impressions": r"impressions?|shown|views?|exposures?",
    "clicks": r"clicks?|clicked|opens?|taps?",
    "conversions": r"conversions?|converted|purchases?|orders?|bookings?|sales|acquisitions?|signups?",
    "spend": r"spend|spent|(ad|media)[ _-]?(spend|cost)|budget[ _-]?spent",
    "revenue": r"revenue|turnover|gmv|order[ _-]?value|basket[ _-]?value",
    "rejected": r"rejected|rejections?|rejects?|declined|declines?",
    "fraud": r"frauds?|fraudulent|chargebacks?|charge[ _-]backs?",
}


def roles(recorded: Sequence[str], chosen: Mapping[Role, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return {role: the store's name} and what is wrong with `chosen`, the settings' names.

    >>> roles(["Clicks", "purchase", "ticket_reopened"], {})
    ({'clicks': 'Clicks', 'conversions': 'purchase', 'own0': 'ticket_reopened'}, ())
    >>> roles(["clicks"], {"spend": "clics"})[1][0].startswith("[business] outcomes, spend:")
    True
    """
    wrong = [role for role, name in chosen.items() if name not in recorded]
    notes = tuple(
        f"[business] outcomes, {role}: {unknown('outcome', chosen[role], recorded)}" for role in wrong
    )
    found: dict[Role, str] = {role: name for role, name in chosen.items() if name in recorded}
    for role in ROLES:
        named = (one for one in recorded if re.fullmatch(_KNOWN[role], one.strip(), re.IGNORECASE))
        name = next((one for one in named if one not in found.values()), None)
        if role not in found and name is not None:
            found[role] = name
    rest = [one for one in recorded if one not in found.values()][:MOST_OWN]
    ordered: dict[str, str] = {role: found[role] for role in ROLES if role in found}
    return ordered | {f"{OWN}{place}": name for place, name in enumerate(rest)}, notes
