"""The control charts: a file a chart, found by listing."""
