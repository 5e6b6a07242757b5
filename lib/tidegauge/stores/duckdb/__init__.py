"""DuckDB: its engine under the lake, and its files."""
