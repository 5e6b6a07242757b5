"""SQLite files, opened for reading."""
