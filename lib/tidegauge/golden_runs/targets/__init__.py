"""What can be asked: an endpoint, a command, and in tests and the demo a function."""
