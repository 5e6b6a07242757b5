"""Ask a model the same small questions again and again, and say when its answers are not the same any more."""
