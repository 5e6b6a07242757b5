"""Which segments explain that a metric moved: leaves.py goes in, scope.py searches, records.py comes out."""
