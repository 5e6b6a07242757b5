"""Alert rules: read in windows, held against what is normal, carried from state to state, and told to people."""
