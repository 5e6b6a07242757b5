"""Statistics over arrays: numpy in, frozen dataclass out. Read estimate.py first, then proportion.py, then verdict.py."""
