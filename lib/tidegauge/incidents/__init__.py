"""Incidents: a record that fills itself, from the alert to the postmortem."""
