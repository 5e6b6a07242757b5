"""Back a workbench up into one file, and restore it into SQLite or PostgreSQL."""
