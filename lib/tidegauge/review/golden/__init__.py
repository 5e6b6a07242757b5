"""Golden sets: which answers go in, and the shapes in which other tools read them."""
