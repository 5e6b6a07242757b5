"""The small transactional database: saved views, and later labels, incidents and alert state."""
