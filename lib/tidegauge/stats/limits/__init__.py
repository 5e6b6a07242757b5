"""A number held against a limit: how far it lies beyond, with an interval and a p-value that hold at every look."""
