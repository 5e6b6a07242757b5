"""The parts of the pages Incidents and Incident, and what other pages show of incidents."""
