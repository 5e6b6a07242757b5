"""Two groups made comparable: how their traffic differs, and weights that make one look like the other."""
