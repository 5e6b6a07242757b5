"""Signing in and out, and what a role does not include."""
