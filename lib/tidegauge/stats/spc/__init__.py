"""Statistical process control: read _records.py first, then family.py, then _model.py."""
