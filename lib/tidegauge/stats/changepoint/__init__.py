"""When the level of a series changed, and how sure the date is: read kernel_cpd.py first."""
