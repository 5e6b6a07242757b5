"""The kinds of probes: a file says how one kind of answer is put into a category."""
