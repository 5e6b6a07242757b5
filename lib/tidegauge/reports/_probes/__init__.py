"""What the runs of probes say: series, ticks and sentences."""
