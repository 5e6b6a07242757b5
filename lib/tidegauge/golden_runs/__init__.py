"""Golden runs: a frozen set asked of a candidate several times, every answer checked, nothing paid twice."""
