"""What alert rules compute of windows and segments: what is usual, how much it varies, and how surprising a window is."""
