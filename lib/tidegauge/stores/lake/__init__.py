"""The lake: a folder of day-partitioned Parquet files."""
