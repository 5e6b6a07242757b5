"""The pieces of the report Versions."""
