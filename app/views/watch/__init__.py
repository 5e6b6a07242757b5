"""Watch: what changed."""
