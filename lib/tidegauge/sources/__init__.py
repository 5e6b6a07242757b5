"""The kinds of files and trace stores that rows are read from: one file a kind."""
