"""From a file to the lake: the mapping, the proposal, validation, quarantine, and the import itself."""
