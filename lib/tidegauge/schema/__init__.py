"""The canonical tables of a trace store, and the SQL functions that databases spell differently."""
