"""Ways to say how much two samples of one column differ: a file a method, found by listing."""
