"""The receiver of OTLP/HTTP: what is acknowledged stands in a journal on disk, and goes from there to the store."""
