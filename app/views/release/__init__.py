"""Pages about releases: compared, gated, listed."""
