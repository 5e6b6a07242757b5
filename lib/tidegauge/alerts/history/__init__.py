"""What conditions read: a metric in every window of every segment, and what is usual there."""
