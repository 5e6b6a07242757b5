"""The semantic layer: metrics are declared as expressions, read strictly, and become SQL expressions."""
