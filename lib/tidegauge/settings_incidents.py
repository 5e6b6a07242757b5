"""The table `[incidents]` of `tidegauge.toml`: own checklists, and what is made unreadable in pinned samples."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tidegauge.arrays_of_toml import as_tuple

Named = Annotated[str, Field(min_length=1, max_length=200)]


Names = Annotated[tuple[Named, ...], BeforeValidator(as_tuple)]


class IncidentsTable(BaseModel):
    """What an installation says of its incidents. Every key may be left out; docs/incidents.md tells each.

    `checklists` is a folder of TOML files: one of the name of ours takes its place, others are added. `redact` are the
    rules of redaction for first lines of pinned samples, `names` the names that its rule `names` looks for.

    >>> IncidentsTable().redact
    ('emails', 'phones', 'cards', 'ibans', 'keys')
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    checklists: Named | None = None
    redact: Names = ("emails", "phones", "cards", "ibans", "keys")
    names: Names = ()
